import type { TenantFile } from 'ciam-emulator/tenant-file';
import type { GraphClient } from '../graph/graph-client.ts';
import type { Application, UserFlow } from '../graph/resources.ts';
import type { Terminal } from '../terminal.ts';
import { flowMark, uniqueNameOf } from './marks.ts';
import { described, isOurs } from './ownership.ts';
import { expectTenant, tenantLine } from './register.ts';
import { asReadable, runSteps } from './run-steps.ts';
import type { Settings, Step } from './step.ts';
import { flowsPath, readOwners, readTenantState, type TenantState } from './tenant-state.ts';

export interface CleanupOptions {
  graph: GraphClient;
  terminal: Terminal;
  tenant: string;
  file: TenantFile;
  /** What `.env` says: applications that it names are ours. */
  current: Settings;
  yes?: boolean;
  dryRun?: boolean;
  /** Application IDs that the administrator says are theirs. */
  adopt?: string[];
}

/**
 * Removes what `register` made, found by its marks, and nothing else.
 *
 * @throws {RegistrationError}
 */
export async function cleanup(options: CleanupOptions): Promise<'cleaned' | 'nothing to do' | 'declined' | 'dry run'> {
  const { graph, terminal, file, current } = options;
  const state = await asReadable('Reading the tenant', undefined, () => readTenantState(graph, file, current));
  expectTenant(state, { tenant: options.tenant, anyTenantType: true });
  terminal.print(tenantLine(state));
  const ours = await ourApplications(state, options);
  const steps = await asReadable('Reading the user flows', undefined, () => planCleanup(state, ours, options));
  if (steps.length === 0) {
    terminal.print('Nothing here was made by `tenant register`; nothing to remove.');
    return 'nothing to do';
  }
  terminal.print('This will be removed:');
  for (const [index, step] of steps.entries()) terminal.print(`  ${index + 1}. ${step.text}`);
  if (options.dryRun) return 'dry run';
  if (!options.yes && !(await terminal.confirm('Remove all of it?'))) return 'declined';
  await runSteps(steps, graph, terminal);
  terminal.print('For 30 days App registrations > Deleted applications can restore the app registrations.');
  return 'cleaned';
}

/** Everything that is marked, duplicates included, except what may belong to someone else. */
async function ourApplications(state: TenantState, options: CleanupOptions): Promise<Application[]> {
  const { graph, terminal, file } = options;
  const marked = [...Object.values(state.apps).map((app) => app?.application), ...state.surplus];
  const ours: Application[] = [];
  for (const application of marked.filter((found) => found !== undefined)) {
    const claimed = { application, owners: await readOwners(graph, application.id) };
    if (isOurs(claimed, state.me, options)) ours.push(application);
    else
      terminal.print(
        `  – Stays, because it may belong to someone else: ${described(claimed)}. --adopt ${application.appId}`,
      );
  }
  // An API comes after the apps that refer to it.
  const order = (application: Application): number =>
    file.applications.findIndex((entry) => application.uniqueName === uniqueNameOf(file, entry));
  return ours.toSorted((a, b) => order(a) - order(b));
}

/** Deleting an application takes its service principal, consents and role assignments with it. */
async function planCleanup(
  state: TenantState,
  ours: readonly Application[],
  { graph, terminal, file }: CleanupOptions,
): Promise<Step<GraphClient>[]> {
  const steps: Step<GraphClient>[] = [];
  for (const flow of state.flows) {
    const path = `${flowsPath}/${flow.id}/conditions/applications/includeApplications`;
    const attached = await graph.list<{ appId: string }>(path);
    const own = ours.filter(({ appId }) => attached.some((entry) => entry.appId === appId));
    for (const { displayName, appId } of own) {
      steps.push({
        text: `Detach "${displayName}" from the user flow "${flow.displayName}"`,
        role: 'External ID User Flow Administrator',
        run: (client) => client.delete(`${path}/${appId}`),
      });
    }
    if (isMarked(flow, file)) {
      const others = attached.length - own.length;
      if (others > 0) {
        terminal.print(`  – The user flow "${flow.displayName}" stays: ${others} other app(s) are attached to it.`);
      } else {
        steps.push({
          text: `Delete the user flow "${flow.displayName}"`,
          role: 'External ID User Flow Administrator',
          run: (client) => client.delete(`${flowsPath}/${flow.id}`),
        });
      }
    }
  }
  for (const application of ours) {
    steps.push({
      text: `Delete the app registration "${application.displayName}" (${application.appId})`,
      role: 'Cloud Application Administrator',
      run: (client) => client.delete(`/applications/${application.id}`),
    });
  }
  return steps;
}

function isMarked({ description }: UserFlow, file: TenantFile): boolean {
  return description === flowMark(file);
}
