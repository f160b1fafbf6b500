import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from 'ciam-config';
import { defaultTenant, type Emulator, startEmulator, type EmulatorOptions, type TenantConfig } from 'ciam-emulator';
import { pino } from 'pino';
import { listen } from 'web-server';
import { createApi, readConfig } from 'todolist-api';
import { examine, type DoctorOptions } from '../src/doctor/doctor.ts';
import type { Finding } from '../src/doctor/finding.ts';
import { programs } from '../src/doctor/programs.ts';

const secret = 'emulator-only-not-a-secret';
export const ids = {
  web: '00001111-aaaa-2222-bbbb-000000000001',
  device: '00001111-aaaa-2222-bbbb-000000000002',
  daemon: '00001111-aaaa-2222-bbbb-000000000003',
  api: '00001111-aaaa-2222-bbbb-3333cccc4444',
};

/** A tenant with the API running against it, and the settings that fit both. */
export interface RunningSet extends AsyncDisposable {
  env: Record<string, string>;
  control: Emulator['control'];
  /** Findings with some settings changed; an undefined one is taken out. */
  findings(changes?: Environment, options?: Partial<DoctorOptions>): Promise<Finding[]>;
}

export interface RunningSetOptions {
  config?: TenantConfig;
  emulator?: EmulatorOptions;
  /** Settings of the API alone. */
  api?: Record<string, string>;
}

export async function startSet(options: RunningSetOptions = {}): Promise<RunningSet> {
  const log = (): void => undefined;
  const emulator = await startEmulator({ config: options.config ?? defaultTenant, log, ...options.emulator });
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  const tenantEnv = { TENANT_SUBDOMAIN: 'contoso', AUTHORITY: emulator.authority, API_CLIENT_ID: ids.api };
  const apiEnv = { ...tenantEnv, DATABASE_URL: `file:${join(folder, 'todos.db')}`, ...options.api };
  const api = createApi(readConfig(apiEnv), { log: pino({ level: 'silent' }) });
  const server = await listen(api.app, { port: 0, host: '127.0.0.1' });
  const env = {
    ...tenantEnv,
    DEVICE_CODE_CLIENT_ID: ids.device,
    WEB_APP_CLIENT_ID: ids.web,
    WEB_APP_CLIENT_SECRET: secret,
    WEB_APP_PORT: '0',
    REDIRECT_URI: 'http://localhost:3000/auth/redirect',
    POST_LOGOUT_REDIRECT_URI: 'http://localhost:3000/',
    EXPRESS_SESSION_SECRET: 'for-the-tests-alone'.repeat(2),
    DAEMON_CLIENT_ID: ids.daemon,
    DAEMON_CLIENT_SECRET: secret,
    API_PORT: '0',
    API_ENDPOINT: `${server.url.replace(/\/$/, '')}/api/todolist`,
  };
  return {
    env,
    control: emulator.control,
    findings: (changes = {}, more = {}) => {
      const changed = { ...env, ...changes };
      const environments = Object.fromEntries(programs.map((program) => [program, changed]));
      return examine({ environments, folders: { 'web-app': folder, daemon: folder }, ...more });
    },
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await api.close();
      await emulator.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The default tenant with one application changed, or left out. */
export function withApplication(
  appId: string,
  change: Partial<TenantConfig['applications'][number]> | 'absent',
): TenantConfig {
  const config = structuredClone(defaultTenant);
  const applications = config.applications.filter((application) => change !== 'absent' || application.appId !== appId);
  for (const application of applications) {
    if (application.appId === appId && change !== 'absent') Object.assign(application, change);
  }
  const stays = ({ resourceId }: { resourceId: string }): boolean => change !== 'absent' || resourceId !== appId;
  return {
    ...config,
    applications,
    oauth2PermissionGrants: (config.oauth2PermissionGrants ?? []).filter(stays),
    appRoleAssignments: (config.appRoleAssignments ?? []).filter(stays),
  };
}
