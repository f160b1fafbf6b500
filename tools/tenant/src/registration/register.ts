import { isAbsolute } from 'node:path';
import type { TenantFile } from 'ciam-emulator/tenant-file';
import { readCertificate } from '../certificate.ts';
import { mergeEnvironment, parseSettings, readIfExists, readSettingsFile, writePrivate } from '../env-file.ts';
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
  /** Undefined shows the plan for an empty tenant. */
  graph: GraphClient | undefined;
  terminal: Terminal;
  /** The tenant as the administrator entered it: its ID, its subdomain or one of its domains. */
  tenant: string | undefined;
  file: TenantFile;
  certificates?: Certificates;
  /** The settings file, and the template for a new one. */
  envFile: { path: string; template: string };
  /** Checks the tokens of the apps at the end. If it is absent, they are not checked. */
  tokenRoles?: TokenRoles;
  /** Return the settings, secrets included, instead of writing them. */
  print?: boolean;
  yes?: boolean;
  dryRun?: boolean;
  /** Delete marked objects that are not in the file. */
  prune?: boolean;
  /** The IDs of applications and user flows that the administrator has claimed. */
  adopt?: string[];
  /** Repair what `doctor --tenant` found in the tenant, and leave credentials and settings alone. */
  fix?: boolean;
  /** Accept a tenant that is not external. */
  anyTenantType?: boolean;
  now?: Date;
}

export interface RegisterResult {
  outcome: 'registered' | 'nothing to do' | 'declined' | 'dry run';
  /** With `print`, every setting of the file; otherwise empty. */
  settings: Settings;
}

/**
 * Makes the tenant and the settings match the file. It only adds what is missing, so it can be run again at any time,
 * also after a failure. At the end it reads everything again, and anything that is missing is an error.
 *
 * @throws {RegistrationError} when a step fails, the administrator lacks a role, or something is still missing
 * afterwards
 */
export async function register(options: RegisterOptions): Promise<RegisterResult> {
  const { graph, terminal, file, envFile, now = new Date() } = options;
  // Read the file each time, because it may be edited meanwhile.
  const read = async (): Promise<string> => (await readSettingsFile(envFile.path)) ?? envFile.template;
  const saved: Settings = {};
  const save = async (changes: Settings): Promise<void> => {
    Object.assign(saved, changes);
    if (!options.print) await writePrivate(envFile.path, mergeEnvironment(await read(), saved));
  };

  const current = parseSettings(await read());
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
    terminal.print('Everything is in place. There is nothing to change.');
    return { outcome: 'nothing to do', settings: settings() };
  }
  await settleOwnership(state, ownership);
  terminal.print('These changes are needed:');
  printSteps(terminal, steps);
  if (options.dryRun || !graph) return { outcome: 'dry run', settings: settings() };
  if (!options.yes && !(await terminal.confirm('Go ahead?'))) return { outcome: 'declined', settings: settings() };

  // Check this before creating anything in the tenant: a secret that cannot be saved is lost.
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
      'Every step succeeded, but Microsoft Graph does not show the changes listed above yet. Run the same command again.',
    );
  }
  terminal.print('  ✓ Checked again: everything is in place.');
  if (options.tokenRoles) await waitForTokens(file, after(), { graph, terminal, tokenRoles: options.tokenRoles });
  return { outcome: 'registered', settings: settings() };
}

export function tenantLine(state: TenantState): string {
  if (state === emptyTenant) return 'For an empty tenant, without signing in:';
  return `Tenant ${state.displayName} (${state.subdomain}.onmicrosoft.com, ${state.tenantId})`;
}

/** Reads again what still seems to be missing, because lists lag behind. */
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
    graph.until('the changes to take effect everywhere', async () => {
      const state = await readTenantState(graph, file, current());
      const inUse = { ...certificates, ...(await certificatesInUse(file, current())) };
      rest = [...planned(state, { file, current: current(), certificates: inUse, now }), ...(await prune(state))];
      return rest.length === 0;
    }),
  );
  return rest;
}

/**
 * Returns the certificates in the settings. They stay in use, although this tenant may not know them yet. A value that
 * is not a file stays as it is.
 */
async function certificatesInUse({ applications }: TenantFile, current: Settings): Promise<Certificates> {
  const certificates: Certificates = {};
  for (const { name, env } of applications) {
    const path = env?.clientCertificate === undefined ? undefined : current[env.clientCertificate];
    const isFile = path !== undefined && isAbsolute(path) && (await readIfExists(path)) !== undefined;
    if (isFile) certificates[name] = { path, existing: await readCertificate(path) };
  }
  return certificates;
}

/**
 * Checks that the tenant is the requested one. Accounts can belong to several tenants, and the sign-in accepts any name
 * of them.
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
        'Sign in with an account of the tenant in --tenant.',
    );
  }
  if (anyTenantType || state.tenantType === undefined || state.tenantType === 'CIAM') return;
  throw new RegistrationError(
    'tenant_unsuitable',
    `This tenant has the type ${state.tenantType}, but these apps need an external tenant. Create one: ` +
      'https://learn.microsoft.com/entra/external-id/customers/how-to-create-external-tenant-portal. ' +
      'To use this one anyway, add --any-tenant-type.',
  );
}
