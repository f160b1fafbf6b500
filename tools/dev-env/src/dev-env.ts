import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defaultTenant, type Emulator, startEmulator, type TenantConfig } from 'ciam-emulator';
import { createLogger, listen, type ListeningServer } from 'web-server';
import { createApi, readConfig as readApiConfig } from 'todolist-api';
import { createApp, readConfig as readWebAppConfig } from 'web-app/app';
import { programEnvironment } from './program-environment.ts';

export interface DevEnvOptions {
  /** Default: any free ports. */
  ports?: { emulator?: number; api?: number; web?: number };
  /** Default: the emulator's default tenant. */
  tenant?: TenantConfig;
  /** The key and certificate of a local tenant on https, for 127.0.0.1. This process must trust it. Default: http. */
  tls?: { key: string; cert: string };
  /** Settings that override the generated ones, such as DATABASE_URL or REDIS_URL. */
  env?: Record<string, string>;
}

/** The local tenant, the API and the web app, running together in this process. */
export interface DevEnv extends AsyncDisposable {
  emulator: Emulator;
  api: ListeningServer;
  web: ListeningServer;
  /** The environment for programs that work with these three. */
  env: Record<string, string>;
}

/**
 * Starts the local tenant, the API and the web app, in this order. Disposing stops all three, and deletes the to-dos
 * unless DATABASE_URL stores them elsewhere.
 */
export async function startDevEnv(options: DevEnvOptions = {}): Promise<DevEnv> {
  const { ports = {}, tenant = defaultTenant } = options;
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };

  try {
    const data = await mkdtemp(join(tmpdir(), 'external-id-'));
    closers.push(() => rm(data, { recursive: true }));

    // Each program's settings contain the others' addresses, so both listen before their apps exist.
    const api = await listenFirst(ports.api ?? 0, 'API_PORT');
    closers.push(() => api.server.close());
    const web = await listenFirst(ports.web ?? 0, 'WEB_APP_PORT');
    closers.push(() => web.server.close());

    const emulator = await startEmulator({
      port: ports.emulator ?? 0,
      config: withFrontChannelLogout(tenant, web.server.url),
      ...(options.tls ? { tls: options.tls } : {}),
    });
    closers.push(() => emulator.close());

    const addresses = { authority: emulator.authority, api: api.server.url, web: web.server.url };
    const env = {
      ...programEnvironment(tenant, addresses),
      EXPRESS_SESSION_SECRET: randomBytes(32).toString('base64url'),
      DATABASE_URL: pathToFileURL(join(data, 'todolist.db')).href,
      LOG_LEVEL: 'warn',
      ...options.env,
    };

    const apiConfig = readApiConfig(env);
    const [ada, grace] = emulator.users.map(({ id = '' }) => id);
    const seedOwners = [ada ?? '', grace ?? '', grace ?? ''];
    // Errors before it is ready are thrown, so nothing is logged.
    const apiLog = createLogger({ name: 'todolist-api', level: 'silent' });
    const todoListApi = createApi({ ...apiConfig, seedOwners }, { log: apiLog, now: () => emulator.control.now() });
    closers.push(() => todoListApi.close());
    api.serve(todoListApi.app);
    await todoListApi.ready();
    apiLog.level = apiConfig.logLevel;
    const webConfig = readWebAppConfig(env);
    const webLog = createLogger({ name: 'web-app', level: webConfig.server.logLevel });
    const webApp = createApp(webConfig, { log: webLog });
    closers.push(() => webApp.close());
    web.serve(webApp.app);
    return { emulator, api: api.server, web: web.server, env, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Sets the front-channel logout URL for this run's port. Redirect URIs on localhost match any port, but a logout URL is
 * called as it is.
 */
function withFrontChannelLogout(tenant: TenantConfig, origin: string): TenantConfig {
  return {
    ...tenant,
    applications: tenant.applications.map((each) => {
      if (each.web?.logoutUrl === undefined) return each;
      const { pathname } = new URL(each.web.logoutUrl);
      return { ...each, web: { ...each.web, logoutUrl: new URL(pathname, origin).href } };
    }),
  };
}

async function listenFirst(port: number, portSetting: string) {
  let handler: RequestListener = (_, response) => response.writeHead(503, { 'retry-after': '1' }).end();
  const server = await listen((request, response) => handler(request, response), {
    port,
    portSetting,
    host: '127.0.0.1',
  });
  return { server, serve: (app: RequestListener): void => void (handler = app) };
}
