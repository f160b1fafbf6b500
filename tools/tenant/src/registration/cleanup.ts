import type { TenantFile } from 'ciam-emulator/tenant-file';
import type { GraphClient } from '../graph/graph-client.ts';
import type { Application } from '../graph/resources.ts';
import { silentTerminal, type Terminal } from '../terminal.ts';
import { flowRemoval } from './flow-removal.ts';
import { uniqueNameOf } from './marks.ts';
import { described, isOurs } from './ownership.ts';
import { printSteps } from './plan.ts';
import { expectTenant, tenantLine } from './register.ts';
import { RegistrationError } from './registration-error.ts';
import { asReadable, runSteps } from './run-steps.ts';
import type { Settings, Step } from './step.ts';
import { readOwners, readTenantState, type TenantState } from './tenant-state.ts';
import { customAttributesOf } from './user-attributes.ts';

export interface CleanupOptions {
  graph: GraphClient;
  terminal: Terminal;
  tenant: string;
  file: TenantFile;
  /** The settings in `.env`. Applications in them are ours. */
  current: Settings;
  yes?: boolean;
  dryRun?: boolean;
  /** The application IDs that the administrator has claimed. */
  adopt?: string[];
}

/**
 * Removes only what `register` created, which it finds by its marks.
 *
 * @throws {RegistrationError} when a step fails, or something is still there afterwards
 */
export async function cleanup(options: CleanupOptions): Promise<'cleaned' | 'nothing to do' | 'declined' | 'dry run'> {
  const { graph, terminal, file, current } = options;
  const state = await asReadable('Reading the tenant', undefined, () => readTenantState(graph, file, current));
  expectTenant(state, { tenant: options.tenant, anyTenantType: true });
  terminal.print(tenantLine(state));
  const ours = await ourApplications(state, options);
  const steps = await asReadable('Reading the user flows', undefined, () => planCleanup(state, ours, options));
  if (steps.length === 0) {
    terminal.print('Nothing here was created by `tenant register`, so there is nothing to remove.');
    return 'nothing to do';
  }
  printWhatStays(options, state);
  terminal.print('This will be removed:');
  for (const [index, step] of steps.entries()) terminal.print(`  ${index + 1}. ${step.text}`);
  if (options.dryRun) return 'dry run';
  if (!options.yes && !(await terminal.confirm('Remove all of these?'))) return 'declined';
  await runSteps(steps, { graph }, terminal);
  await assertGone(options);
  terminal.print('  ✓ Checked again: everything was removed.');
  terminal.print('For 30 days, you can restore the app registrations under App registrations > Deleted applications.');
  return 'cleaned';
}

/** Reads again what still seems to exist, because lists lag behind. */
async function assertGone(options: CleanupOptions): Promise<void> {
  const { graph, terminal, file, current } = options;
  const silent = { ...options, terminal: silentTerminal };
  let rest: Step<never>[] = [];
  await asReadable('Reading the tenant again', undefined, () =>
    graph.until('the removal to take effect everywhere', async () => {
      const state = await readTenantState(graph, file, current);
      rest = await planCleanup(state, await ourApplications(state, silent), silent);
      return rest.length === 0;
    }),
  );
  if (rest.length === 0) return;
  printSteps(terminal, rest);
  throw new RegistrationError(
    'incomplete',
    'Every step succeeded, but Microsoft Graph still shows what is listed above. Run the same command again.',
  );
}

/** Returns all marked applications, including duplicates, except those that may belong to someone else. */
async function ourApplications(state: TenantState, options: CleanupOptions): Promise<Application[]> {
  const { graph, terminal, file } = options;
  const marked = [...Object.values(state.apps).map((app) => app?.application), ...state.surplus];
  const ours: Application[] = [];
  for (const application of marked.filter((found) => found !== undefined)) {
    const claimed = { application, owners: await readOwners(graph, application.id) };
    if (isOurs(claimed, state, options)) ours.push(application);
    else
      terminal.print(
        `  – Kept, because it may belong to someone else: ${described(claimed)}. --adopt ${application.appId}`,
      );
  }
  // Delete an API after the apps that refer to it.
  const order = (application: Application): number =>
    file.applications.findIndex((entry) => application.uniqueName === uniqueNameOf(file, entry));
  return ours.toSorted((a, b) => order(a) - order(b));
}

/** Plans the deletions. Deleting an application also deletes its service principal, consents and role assignments. */
async function planCleanup(
  state: TenantState,
  ours: readonly Application[],
  options: CleanupOptions,
): Promise<Step<{ graph: GraphClient }>[]> {
  const steps: Step<{ graph: GraphClient }>[] = [];
  for (const flow of state.flows) steps.push(...(await flowRemoval(flow, ours, options)));
  for (const application of ours) {
    steps.push({
      text: `Delete the app registration "${application.displayName}" (${application.appId})`,
      role: 'Cloud Application Administrator',
      run: ({ graph }) => graph.delete(`/applications/${application.id}`),
    });
  }
  return steps;
}

/** Lists what stays: it cannot be told apart from what others created, or contains users' data. */
function printWhatStays({ terminal, file }: CleanupOptions, state: TenantState): void {
  if (file.branding && state.branding) terminal.print('  – The branding of the sign-in pages stays as it is.');
  for (const { name } of customAttributesOf(file).filter((attribute) => state.attributes[attribute.name])) {
    terminal.print(`  – The user attribute ${name} stays, because it contains what users entered.`);
  }
}
