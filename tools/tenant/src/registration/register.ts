import { isAbsolute } from 'node:path';
import type { TenantFile } from 'ciam-emulator/tenant-file';
import { parse } from 'dotenv';
import { readCertificate } from '../certificate.ts';
import { mergeEnvironment, readIfThere, writePrivate } from '../env-file.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import { silentTerminal, type Terminal } from '../terminal.ts';
import { waitForTokens, type TokenRoles } from './await-tokens.ts';
import type { Certificates } from './credential-steps.ts';
import { settleOwnership } from './ownership.ts';
import { ownershipGuards } from './ownership-guards.ts';
import { notes, type PlanOptions, planRegistration, planTenant, printSteps, startWork } from './plan.ts';
import { pruneSteps } from './prune-steps.ts';
import { RegistrationError } from './registration-error.ts';
import { asReadable, runSteps } from './run-steps.ts';
import type { Settings, Step } from './step.ts';
import { emptyTenant, readTenantState, type TenantState } from './tenant-state.ts';

export interface RegisterOptions {
  /** Absent: the plan for an empty tenant is shown. */
  graph: GraphClient | undefined;
  terminal: Terminal;
  /** What the administrator called the tenant: its ID, its subdomain or a domain of its own. */
  tenant: string | undefined;
  file: TenantFile;
  certificates?: Certificates;
  /** The settings file, and what to begin it with where there is none. */
  envFile: { path: string; template: string };
  /** Asks the tenant for tokens in the end. Without it, the tokens are not checked. */
  tokenRoles?: TokenRoles;
  /** Collect the settings in the result, secrets included, instead of writing them. */
  print?: boolean;
  yes?: boolean;
  dryRun?: boolean;
  /** Delete what carries the marks of the file and is not in it. */
  prune?: boolean;
  /** IDs of applications and user flows that the administrator says are theirs. */
  adopt?: string[];
  /** Repair what `doctor --tenant` found in the tenant; leave credentials and settings as they are. */
  fix?: boolean;
  /** Take a tenant that is not an external one. */
  anyTenantType?: boolean;
  now?: Date;
}

export interface RegisterResult {
  outcome: 'registered' | 'nothing to do' | 'declined' | 'dry run';
  /** With `print`, every setting of the file as it would be (as it is, where nothing was done); otherwise empty. */
  settings: Settings;
}

/**
 * Makes the tenant and the settings what the file says. Completes what it finds, so it can be run again at any time, and after
 * any failure. It ends by reading everything once more: what is missing then is an error.
 *
 * @throws {RegistrationError}
 */
export async function register(options: RegisterOptions): Promise<RegisterResult> {
  const { graph, terminal, file, envFile, now = new Date() } = options;
  // Read each time: it may be edited meanwhile.
  const read = async (): Promise<string> => (await readIfThere(envFile.path)) ?? envFile.template;
  const saved: Settings = {};
  const save = async (changes: Settings): Promise<void> => {
    Object.assign(saved, changes);
    if (!options.print) await writePrivate(envFile.path, mergeEnvironment(await read(), saved));
  };

  const current = parse(await read());
  const state = graph
    ? await asReadable('Reading the tenant', undefined, () => readTenantState(graph, file, current))
    : emptyTenant;
  if (graph) expectTenant(state, options);
  const certificates = { ...(await certificatesInUse(file, current)), ...options.certificates };
  const settings = (): Settings => (options.print ? { ...current, ...saved } : {});

  terminal.print(tenantLine(state));
  const ownership = { ...options, current };
  const planned = options.fix ? planTenant : planRegistration;
  const steps: Step[] = planned(state, { file, current, certificates, now });
  if (graph && options.prune) steps.push(...(await pruneSteps(graph, state, ownership)));
  for (const note of notes(options.prune ? { ...state, surplus: [] } : state, file)) terminal.print(`  – ${note}`);
  if (steps.length === 0) {
    terminal.print('Everything is in place; nothing to change.');
    return { outcome: 'nothing to do', settings: settings() };
  }
  await settleOwnership(state, ownership);
  terminal.print('This is what has to be done:');
  printSteps(terminal, steps);
  if (options.dryRun || !graph) return { outcome: 'dry run', settings: settings() };
  if (!options.yes && !(await terminal.confirm('Go ahead?'))) return { outcome: 'declined', settings: settings() };

  // Before anything is made in the tenant: a secret that cannot be kept is lost.
  if (!options.print) await writePrivate(envFile.path, await read());
  const guards = ownershipGuards(state, graph, () => ({ ...ownership, current: { ...current, ...saved } }));
  await runSteps(steps, startWork(state, { graph, file, save, ...guards }), terminal);

  const after = (): Settings => ({ ...current, ...saved });
  const prune = (found: TenantState): Promise<Step[]> =>
    options.prune ? pruneSteps(graph, found, { ...ownership, terminal: silentTerminal }) : Promise.resolve([]);
  const rest = await missingAfterwards(graph, { file, certificates, now, planned, prune, current: after });
  if (rest.length > 0) {
    printSteps(terminal, rest);
    throw new RegistrationError(
      'incomplete',
      'Every step was done, and yet Microsoft Graph does not show it: what is listed above is still to do. Run the same command again.',
    );
  }
  terminal.print('  ✓ Read again: everything is there.');
  if (options.tokenRoles) await waitForTokens(file, after(), { graph, terminal, tokenRoles: options.tokenRoles });
  return { outcome: 'registered', settings: settings() };
}

export function tenantLine(state: TenantState): string {
  if (state === emptyTenant) return 'For an empty tenant, without asking one:';
  return `Tenant ${state.displayName} (${state.subdomain}.onmicrosoft.com, ${state.tenantId})`;
}

/** Lists lag behind what was done, so what seems to be missing is looked for again. */
async function missingAfterwards(
  graph: GraphClient,
  {
    file,
    certificates,
    now,
    planned,
    prune,
    current,
  }: Pick<PlanOptions, 'file' | 'certificates' | 'now'> & {
    planned: typeof planRegistration;
    prune: (state: TenantState) => Promise<Step[]>;
    current: () => Settings;
  },
): Promise<Step[]> {
  let rest: Step[] = [];
  await asReadable('Reading the tenant again', undefined, () =>
    graph.until('what was done to be seen everywhere', async () => {
      const state = await readTenantState(graph, file, current());
      const inUse = { ...certificates, ...(await certificatesInUse(file, current())) };
      rest = [...planned(state, { file, current: current(), certificates: inUse, now }), ...(await prune(state))];
      return rest.length === 0;
    }),
  );
  return rest;
}

/** A certificate that the settings name stays in use; this tenant may not know it yet. One that is not a file stays as it is. */
async function certificatesInUse({ applications }: TenantFile, current: Settings): Promise<Certificates> {
  const certificates: Certificates = {};
  for (const { name, env } of applications) {
    const path = env?.clientCertificate === undefined ? undefined : current[env.clientCertificate];
    const isFile = path !== undefined && isAbsolute(path) && (await readIfThere(path)) !== undefined;
    if (isFile) certificates[name] = { path, there: await readCertificate(path) };
  }
  return certificates;
}

/**
 * Accounts can belong to several tenants, and sign-in takes any of their names.
 *
 * @throws {RegistrationError} `tenant_unknown` for another tenant, `tenant_unsuitable` for a workforce or B2C tenant
 */
export function expectTenant(
  state: Pick<TenantState, 'tenantId' | 'subdomain' | 'domains' | 'tenantType'>,
  { tenant = '', anyTenantType = false }: { tenant?: string | undefined; anyTenantType?: boolean | undefined },
): void {
  const names = [state.tenantId, state.subdomain, ...state.domains].map((name) => name.toLowerCase());
  if (!names.includes(tenant.toLowerCase())) {
    throw new RegistrationError(
      'tenant_unknown',
      `You signed in to ${state.subdomain}.onmicrosoft.com (${state.tenantId}), not to ${tenant}. ` +
        'Sign in with an account of the tenant you named.',
    );
  }
  if (anyTenantType || state.tenantType === undefined || state.tenantType === 'CIAM') return;
  throw new RegistrationError(
    'tenant_unsuitable',
    `This tenant is of type ${state.tenantType}; these apps need an external tenant. Create one: ` +
      'https://learn.microsoft.com/entra/external-id/customers/how-to-create-external-tenant-portal. ' +
      'If you mean this one, add --any-tenant-type.',
  );
}
