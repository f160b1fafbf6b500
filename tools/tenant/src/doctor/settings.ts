import {
  ConfigurationError,
  type Environment,
  readEnvironment,
  readTenantSettings,
  similarName,
  type TenantSettings,
} from 'ciam-config';
import { type Config as DaemonConfig, readConfig as readDaemonConfig } from 'daemon/config';
import { type Config as DeviceCodeConfig, readConfig as readDeviceCodeConfig } from 'device-code/config';
import { type ApiConfig, readConfig as readApiConfig } from 'todolist-api';
import { type Config as WebAppConfig, readConfig as readWebAppConfig } from 'web-app/app';
import { type Finding, findingsOf } from './finding.ts';
import type { Program } from './programs.ts';

/** The environment of each program. One without an environment is not checked. */
export type Environments = Partial<Record<Program, Environment>>;

/** The settings of each program. Absent if they cannot be read or are not checked. */
export interface Settings {
  tenant?: TenantSettings;
  deviceCode?: DeviceCodeConfig;
  webApp?: WebAppConfig;
  daemon?: DaemonConfig;
  api?: ApiConfig;
}

const whole =
  'pnpm tenant register --tenant <yours> writes every setting of a real tenant to .env. ' +
  '.env.example contains those of the local tenant.';

const oneTenant =
  'Set TENANT_SUBDOMAIN, TENANT_ID and AUTHORITY only in the .env at the root. The .env of a program overrides it. ' +
  'If the tenants differ on purpose, check one program at a time: pnpm tenant doctor --app <program>.';

/**
 * Reads the settings with the programs' own readers, and reports each problem.
 *
 * @param daemonFolder the folder that relative paths in the daemon's settings start from
 */
export function readSettings(given: Environments, daemonFolder: string): { settings: Settings; findings: Finding[] } {
  const settings: Settings = {};
  const findings: Finding[] = [];
  const said = new Set<string>();
  const read = new Set<string>();
  const environments: Environments = Object.fromEntries(
    Object.entries(given).map(([program, env]) => [program, noteNames(env, read)]),
  );

  const examine = <K extends keyof Settings>(key: K, program: Program | undefined, act: () => Settings[K]): void => {
    const { passed, failed } = findingsOf(program);
    try {
      settings[key] = act();
      findings.push(passed('settings', 'Every setting is present and valid.'));
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      // Each program reads the tenant's settings, so report their problems only once.
      const news = error.problems.filter((problem) => !said.has(problem));
      for (const problem of news) said.add(problem);
      findings.push(...news.map((problem) => failed('settings', problem, program === undefined ? whole : undefined)));
    }
  };

  const [first = {}, ...others] = Object.values(environments);
  examine('tenant', undefined, () => readEnvironment(first, readTenantSettings));
  const namesTenant = ({ TENANT_SUBDOMAIN, TENANT_ID, AUTHORITY }: Environment): string =>
    [TENANT_SUBDOMAIN, TENANT_ID, AUTHORITY].join();
  if (others.some((other) => namesTenant(other) !== namesTenant(first))) {
    findings.push(findingsOf().failed('settings', 'The programs do not all sign in to the same tenant.', oneTenant));
  }
  const { 'device-code': deviceCode, 'web-app': webApp, daemon, api } = environments;
  if (deviceCode) examine('deviceCode', 'device-code', () => readDeviceCodeConfig(deviceCode));
  if (webApp) examine('webApp', 'web-app', () => readWebAppConfig(webApp));
  if (daemon) examine('daemon', 'daemon', () => readDaemonConfig(daemon, daemonFolder));
  if (api) examine('api', 'api', () => readApiConfig(api));
  findings.push(...misspelt(Object.values(given), read, findings));
  return { settings, findings };
}

/** Returns the environment, which then adds each name that is looked up in it. */
function noteNames(env: Environment, names: Set<string>): Environment {
  return new Proxy(env, {
    get: (target, name) => {
      if (typeof name === 'string') names.add(name);
      return Reflect.get(target, name) as unknown;
    },
  });
}

/** Finds variables that no program reads, but whose names are similar to one that is not set. */
function misspelt(
  environments: readonly Environment[],
  read: ReadonlySet<string>,
  known: readonly Finding[],
): Finding[] {
  const set = new Set(environments.flatMap((env) => Object.keys(env).filter((name) => env[name]?.trim())));
  const unset = [...read].filter((name) => !set.has(name));
  return [...set].flatMap((name) => {
    if (read.has(name) || known.some(({ text }) => text.includes(name))) return [];
    const meant = similarName(name, unset);
    if (meant === undefined) return [];
    return [findingsOf().skipped('settings', `No program reads ${name}. Did you mean ${meant}?`)];
  });
}
