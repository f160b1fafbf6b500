import { createHttpClient } from 'ciam-config';
import { examineApi } from './api-checks.ts';
import { examineDaemon } from './daemon-checks.ts';
import { examineDeviceCode } from './device-code-checks.ts';
import { examineExpiry } from './expiry.ts';
import { type Finding, findingsOf } from './finding.ts';
import type { Program } from './programs.ts';
import { examinePort } from './port-checks.ts';
import { type Environments, readSettings, type Settings } from './settings.ts';
import { examineDatabase, examineRedis } from './storage-checks.ts';
import { type Examination, examineTenant } from './tenant-checks.ts';
import { examineWebApp } from './web-app-checks.ts';

export interface DoctorOptions {
  environments: Environments;
  /** Files that cannot be read, as sentences. If there are any, nothing else is checked. */
  problems?: string[];
  /** The folders that relative paths in the settings start from. */
  folders: Record<'web-app' | 'daemon', string>;
  proxied?: boolean;
  now?: () => number;
}

/**
 * Checks a setup from its settings alone, without changing anything. Calls back with each finding as it is made, and
 * returns all of them. A failed check is a finding, never an error.
 */
export async function examine(
  options: DoctorOptions,
  report: (finding: Finding) => void = () => undefined,
): Promise<Finding[]> {
  const { environments, proxied = false, now = Date.now } = options;
  const examination: Examination = { http: createHttpClient(), proxied, now };
  const { http } = examination;
  const findings: Finding[] = [];
  const add = (...news: Finding[]): void => {
    findings.push(...news);
    for (const finding of news) report(finding);
  };
  /** Turns the error of a check into a finding. */
  const attempt = async (program: Program | undefined, act: () => Promise<Finding[]>): Promise<void> => {
    add(...(await act().catch((error: unknown) => [findingsOf(program).because('client', error)])));
  };

  if (options.problems?.length) {
    add(...options.problems.map((problem) => findingsOf().failed('settings', problem)));
    return findings;
  }
  const { settings, findings: aboutSettings } = readSettings(environments, options.folders.daemon);
  add(...aboutSettings);
  const { tenant, findings: aboutTenant } = settings.tenant
    ? await examineTenant(settings.tenant, examination)
    : { findings: [] };
  add(...aboutTenant);

  const { deviceCode, webApp, daemon, api } = settings;
  let token: string | undefined;
  if (tenant) {
    if (deviceCode) await attempt('device-code', () => examineDeviceCode(tenant, deviceCode, http));
    if (webApp) await attempt('web-app', () => examineWebApp(tenant, webApp, http));
    if (daemon) {
      await attempt('daemon', async () => {
        const outcome = await examineDaemon(tenant, daemon, api?.clientId);
        token = outcome.token;
        return outcome.findings;
      });
    }
  } else {
    add(findingsOf().skipped('client', 'Skipped everything that needs the tenant: clients, secrets, permissions.'));
  }
  for (const program of ['web-app', 'daemon'] as const) {
    const env = environments[program];
    if (env) await attempt(program, async () => examineExpiry(program, env, options.folders[program], now()));
  }
  if (daemon) await attempt('api', () => examineApi(daemon.apiEndpoint, token, http));
  await attempt(undefined, () => examineMachine(settings, http));
  return findings;
}

async function examineMachine({ webApp, api }: Settings, http: Examination['http']): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (webApp) {
    if (webApp.session.redisUrl) findings.push(...(await examineRedis(webApp.session.redisUrl, webApp.clientId)));
    const place = { port: webApp.port, host: webApp.server.host, variable: 'WEB_APP_PORT' };
    findings.push(await examinePort('web-app', place, http));
    findings.push(...webApp.warnings.map((warning) => findingsOf('web-app').skipped('port', warning)));
  }
  if (api) {
    if (/^postgres(ql)?:/.test(api.databaseUrl)) findings.push(await examineDatabase(api));
    findings.push(await examinePort('api', { port: api.port, host: api.host, variable: 'API_PORT' }, http));
  }
  return findings;
}
