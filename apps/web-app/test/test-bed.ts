import { createServer, type Server } from 'node:http';
import { Writable } from 'node:stream';
import { defaultTenant, type Emulator, startEmulator } from 'ciam-emulator';
import { createLogger } from 'web-server';
import { createApp, readConfig, type WebApp } from '../src/app.ts';
import { type TestSessions, testSessions } from './test-sessions.ts';

/** A web app that runs in this process, and a tenant of its own. */
interface TestApp extends AsyncDisposable {
  /** `http://localhost:<port>` */
  origin: string;
  env: Record<string, string>;
  sessions: TestSessions;
  /** Everything logged so far, at the most verbose level. */
  logged: () => string;
  /** Ends the app and starts it again at the same address, with the same sessions. */
  restart(env?: Record<string, string>, as?: 'production'): Promise<void>;
}

export interface TestBed extends AsyncDisposable {
  tenant: Emulator;
  /** The first of the apps. */
  app: TestApp;
  apps: TestApp[];
}

export const secret = 'a-session-secret-for-tests-that-is-long-enough';

/** What the app's environment is when its tenant is the emulator at `authority`. */
export function environment(authority: string, port: number): Record<string, string> {
  const redisUrl = process.env['TEST_REDIS_URL'];
  return {
    TENANT_SUBDOMAIN: 'contoso',
    AUTHORITY: authority,
    WEB_APP_CLIENT_ID: defaultTenant.applications[0]?.appId ?? '',
    WEB_APP_CLIENT_SECRET: 'emulator-only-not-a-secret',
    WEB_APP_PORT: String(port),
    EXPRESS_SESSION_SECRET: secret,
    LOG_LEVEL: 'trace',
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
  };
}

/** A tenant and `count` apps in it. Each has its own port, and so its own cookies; the first is the default tenant's web app. */
export async function startTestBed(
  count = 1,
  env: Record<string, string> = {},
  issuer: 'origin' | 'guid-host' = 'origin',
): Promise<TestBed> {
  const servers = await Promise.all(Array.from({ length: count }, () => openServer()));
  const [web, ...others] = defaultTenant.applications;
  if (!web) throw new Error('The default tenant has no web app.');
  const registrations = servers.map(({ port }, index) => ({
    ...web,
    appId: web.appId.slice(0, -2) + String(index + 1).padStart(2, index === 0 ? '0' : '9'),
    web: {
      redirectUris: ['', '/portal'].flatMap((base) => [
        `http://localhost:${port}${base}/auth/redirect`,
        `http://localhost:${port}${base}`,
      ]),
      logoutUrl: `http://localhost:${port}/auth/frontchannel-logout`,
    },
  }));
  const tenant = await startEmulator({
    config: { ...defaultTenant, applications: [...registrations, ...others] },
    issuer,
  });
  const apps = servers.map(({ server, port }, index) =>
    startApp(server, port, {
      ...environment(tenant.authority, port),
      WEB_APP_CLIENT_ID: registrations[index]?.appId ?? '',
      ...env,
    }),
  );
  const [app] = apps;
  if (!app) throw new Error('There is no app.');
  return {
    tenant,
    app,
    apps,
    async [Symbol.asyncDispose]() {
      await Promise.all(apps.map((app) => app[Symbol.asyncDispose]()));
      await tenant.close();
    },
  };
}

async function openServer(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { server, port: address.port };
}

function startApp(server: Server, port: number, env: Record<string, string>): TestApp {
  const sessions = testSessions();
  let logged = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  let web: WebApp;
  const start = (changes: Record<string, string> = {}, as?: 'production'): void => {
    // Read as in development: settings for production must not be http, and these are.
    const config = readConfig({ ...env, ...changes });
    web = createApp(
      { ...config, server: { ...config.server, production: as === 'production' } },
      {
        log: createLogger({ name: 'web-app', level: config.server.logLevel, destination }),
        sessionBackend: sessions,
      },
    );
    server.removeAllListeners('request').on('request', web.app);
  };
  start();
  return {
    origin: `http://localhost:${port}`,
    env,
    sessions,
    logged: () => logged,
    async restart(changes, as) {
      start(changes, as);
    },
    async [Symbol.asyncDispose]() {
      await web.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
