import {
  ConfigurationError,
  type Environment,
  type EnvironmentReader,
  readEnvironment,
  readTenantSettings,
  type TenantSettings,
} from 'ciam-config';
import { type ClientCredential, readCredential } from 'ciam-msal';
import { readConfig as readApiConfig, type ApiConfig } from 'todolist-api';
import { type Config as WebAppConfig, readConfig as readWebAppConfig } from 'web-app/app';
import { type Finding, findingsOf } from './finding.ts';
import type { Program } from './programs.ts';

/** What each program would be told; one that is absent is not examined. */
export type Environments = Partial<Record<Program, Environment>>;

export interface DaemonSettings {
  clientId: string;
  credential: ClientCredential;
  apiEndpoint: string;
  /** `api://<API>/.default` */
  scope: string;
}

/** Absent is what cannot be read, and what is not examined. */
export interface Settings {
  tenant?: TenantSettings;
  deviceCode?: { clientId: string };
  webApp?: WebAppConfig;
  daemon?: DaemonSettings;
  api?: ApiConfig;
}

const whole =
  'pnpm tenant register --tenant <yours> writes every setting of a real tenant into .env; ' +
  '.env.example holds those of the local one.';

/** Reads the settings as the programs do, and gives each problem a line. */
export function readSettings(environments: Environments): { settings: Settings; findings: Finding[] } {
  const settings: Settings = {};
  const findings: Finding[] = [];
  const said = new Set<string>();

  const examine = <K extends keyof Settings>(key: K, program: Program | undefined, act: () => Settings[K]): void => {
    const { passed, failed } = findingsOf(program);
    try {
      settings[key] = act();
      findings.push(passed('settings', 'Every setting is there and well formed.'));
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      // Each program reads the tenant's settings: say what is wrong with them once.
      const news = error.problems.filter((problem) => !said.has(problem));
      for (const problem of news) said.add(problem);
      findings.push(...news.map((problem) => failed('settings', problem, program === undefined ? whole : undefined)));
    }
  };

  const [first] = Object.values(environments);
  examine('tenant', undefined, () => readEnvironment(first ?? {}, readTenantSettings));
  const { 'device-code': deviceCode, 'web-app': webApp, daemon, api } = environments;
  if (deviceCode) examine('deviceCode', 'device-code', () => readEnvironment(deviceCode, readDeviceCode));
  if (webApp) examine('webApp', 'web-app', () => readWebAppConfig(webApp));
  if (daemon) examine('daemon', 'daemon', () => readEnvironment(daemon, readDaemon));
  if (api) examine('api', 'api', () => readApiConfig(api));
  return { settings, findings };
}

function readDeviceCode(read: EnvironmentReader): { clientId: string } {
  return { clientId: readClientId(read, 'DEVICE_CODE_CLIENT_ID', 'the device code app') };
}

function readDaemon(read: EnvironmentReader): DaemonSettings {
  const clientId = readClientId(read, 'DAEMON_CLIENT_ID', 'the daemon');
  const credential = readCredential(read, 'DAEMON');
  const apiEndpoint = read.url('API_ENDPOINT', {
    purpose: 'the address of the to-dos in the ToDoList API',
    default: 'http://localhost:44351/api/todolist',
    httpLoopbackOnly: true,
  });
  const [scope] = read.list('SCOPES', { purpose: 'the Application ID URI of the API, with or without /.default' });
  const resource = scope ?? `api://${readClientId(read, 'API_CLIENT_ID', 'the API')}`;
  return { clientId, credential, apiEndpoint, scope: `${resource.replace(/\/(\.default)?$/, '')}/.default` };
}

function readClientId(read: EnvironmentReader, name: string, what: string): string {
  return read.guid(name, {
    purpose: `the application (client) ID of ${what}`,
    find: `In the admin center (https://entra.microsoft.com): App registrations > ${what} > Overview.`,
  });
}
