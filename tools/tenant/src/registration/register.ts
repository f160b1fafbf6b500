import { isAbsolute } from 'node:path';
import { parse } from 'dotenv';
import { readCertificate } from '../certificate.ts';
import { mergeEnvironment, readIfThere, writePrivate } from '../env-file.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import type { Terminal } from '../terminal.ts';
import { confidential, environmentPrefix, type WebAddresses } from './blueprint.ts';
import type { Certificates } from './credential-steps.ts';
import { notes, planRegistration, startWork } from './plan.ts';
import { RegistrationError } from './registration-error.ts';
import { asReadable, runSteps } from './run-steps.ts';
import type { Settings } from './step.ts';
import { readTenantState, type TenantState } from './tenant-state.ts';

export interface RegisterOptions {
  graph: GraphClient;
  terminal: Terminal;
  /** What the administrator called the tenant: its ID, its subdomain or a domain of its own. */
  tenant: string;
  web: WebAddresses;
  certificates?: Certificates;
  /** The settings file, and what to begin it with where there is none. */
  envFile: { path: string; template: string };
  /** Collect the settings in the result, secrets included, instead of writing them. */
  print?: boolean;
  yes?: boolean;
  dryRun?: boolean;
  now?: Date;
}

export interface RegisterResult {
  outcome: 'registered' | 'nothing to do' | 'declined' | 'dry run';
  /** With `print`, every setting of the file as it would be (as it is, where nothing was done); otherwise empty. */
  settings: Settings;
}

/**
 * Makes the tenant and the settings file what the samples need. Completes what it finds, so it can be run again at any time,
 * and after any failure.
 *
 * @throws RegistrationError
 */
export async function register(options: RegisterOptions): Promise<RegisterResult> {
  const { graph, terminal, web, envFile, now = new Date() } = options;
  // Read anew each time: somebody may edit it meanwhile.
  const read = async (): Promise<string> => (await readIfThere(envFile.path)) ?? envFile.template;
  const saved: Settings = {};
  const keep = async (changes: Settings): Promise<void> => {
    Object.assign(saved, changes);
    if (!options.print) await writePrivate(envFile.path, mergeEnvironment(await read(), saved));
  };

  const state = await asReadable('Reading the tenant', undefined, () => readTenantState(graph));
  expectTenant(state, options.tenant);
  const current = parse(await read());
  const certificates = { ...(await certificatesInUse(current)), ...options.certificates };
  const plan = { web, current, certificates, now };
  const settings = (): Settings => (options.print ? { ...current, ...saved } : {});
  const steps = planRegistration(state, plan);

  terminal.print(`Tenant ${state.displayName} (${state.subdomain}.onmicrosoft.com, ${state.tenantId})`);
  for (const note of notes(state, plan)) terminal.print(`  – ${note}`);
  if (steps.length === 0) {
    terminal.print('Everything is in place; nothing to change.');
    return { outcome: 'nothing to do', settings: settings() };
  }
  terminal.print('This is what has to be done:');
  for (const [index, step] of steps.entries()) terminal.print(`  ${index + 1}. ${step.text}`);
  if (options.dryRun) return { outcome: 'dry run', settings: settings() };
  if (!options.yes && !(await terminal.confirm('Go ahead?'))) return { outcome: 'declined', settings: settings() };

  // Before anything is made in the tenant: a secret that cannot be kept is lost.
  if (!options.print) await writePrivate(envFile.path, await read());
  await runSteps(steps, startWork(state, { graph, web, save: keep }), terminal);
  return { outcome: 'registered', settings: settings() };
}

/** A certificate that the settings name stays in use; this tenant may not know it yet. One that is no file stays as it is. */
async function certificatesInUse(current: Settings): Promise<Certificates> {
  const certificates: Certificates = {};
  for (const key of confidential) {
    const path = current[`${environmentPrefix[key]}_CLIENT_CERTIFICATE`];
    const isFile = path !== undefined && isAbsolute(path) && (await readIfThere(path)) !== undefined;
    if (isFile) certificates[key] = { path, there: await readCertificate(path) };
  }
  return certificates;
}

/** Accounts can belong to several tenants, and sign-in takes any of their names. */
export function expectTenant(state: TenantState, tenant: string): void {
  const names = [state.tenantId, state.subdomain, ...state.domains].map((name) => name.toLowerCase());
  if (names.includes(tenant.toLowerCase())) return;
  throw new RegistrationError(
    'tenant_unknown',
    `You signed in to ${state.subdomain}.onmicrosoft.com (${state.tenantId}), not to ${tenant}. ` +
      'Sign in with an account of the tenant you named.',
  );
}
