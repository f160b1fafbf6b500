import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fixFor } from 'ciam-msal/fix';
import express, { type Express } from 'express';
import type { Logger } from 'pino';
import { healthRoutes, requestLog } from 'web-server';
import {
  createSessions,
  MemoryBackend,
  RedisBackend,
  type SessionBackend,
  SignInArrival,
  Transactions,
} from 'web-session';
import { authRoutes } from './auth.ts';
import type { Config } from './config.ts';
import { errorPages, notFound } from './error-pages.ts';
import { lazyMsalClient } from './msal-client.ts';
import { securityHeaders } from './security-headers.ts';
import { checkArrival, pageRoutes, showUser } from './pages.ts';
import { useViews } from './views.ts';

export { type Config, readConfig } from './config.ts';

export interface AppDependencies {
  log: Logger;
  /** The session store. Default: the one in the settings. */
  sessionBackend?: SessionBackend;
}

export interface WebApp {
  /** The Express app, which is not listening yet. */
  app: Express;
  /** Closes the session store. */
  close(): Promise<void>;
}

/** Builds the web app. The middleware is in the order in which a request passes it. */
export function createApp(
  config: Config,
  { log, sessionBackend = createBackend(config, log) }: AppDependencies,
): WebApp {
  const { origin, basePath, session, server } = config;
  const address = origin + basePath;
  const secrets = session.secrets.length > 0 ? session.secrets : [randomSecret(log)];
  const msal = lazyMsalClient(config, log);
  const transactions = new Transactions({ origin: address, secrets });
  const arrival = new SignInArrival(address);
  const lifetime = { idleMs: session.idleMinutes * 60_000, absoluteMs: session.absoluteHours * 3_600_000 };
  const sessions = createSessions({ origin: address, secrets, lifetime, backend: sessionBackend });
  const tenantWasFound = async (): Promise<void> => void (await msal());

  const app = express();
  app.set('trust proxy', server.trustProxy);
  app.disable('x-powered-by');
  app.disable('etag'); // Pages are personal and are not cached.
  app.locals['base'] = basePath;
  useViews(app, server.production);

  // A proxy may keep the base path or strip it.
  const site = express.Router();
  if (basePath !== '') app.use(basePath, site);
  app.use(site);
  site.use(securityHeaders(origin));
  const assets = express.static(join(import.meta.dirname, '../public'), { maxAge: server.production ? '1h' : 0 });
  site.use('/assets', assets);
  site.use(requestLog(log));
  site.use(healthRoutes({ checks: { tenant: tenantWasFound, sessions: () => sessions.check() } }));
  site.use(sessions.middleware);
  site.use(showUser);
  site.use('/auth', authRoutes(config, { msal, sessions, transactions, arrival, log }));
  site.use(checkArrival(config, arrival));
  site.use(pageRoutes(config, arrival));
  site.use(notFound);
  site.use(errorPages(config, log));

  msal().catch((error: unknown) => {
    log.warn(
      { reason: fixFor(error).message },
      'The tenant does not respond yet. Users can sign in as soon as it does.',
    );
  });
  return { app, close: () => sessions.close() };
}

function createBackend({ clientId, session }: Config, log: Logger): SessionBackend {
  if (!session.redisUrl) return new MemoryBackend();
  return new RedisBackend({
    url: session.redisUrl,
    prefix: `web-app:${clientId}:`,
    onChange: (state, cause) => {
      if (state === 'ready') log.info('Redis is ready.');
      else log.error({ code: cause?.code, reason: cause?.message }, 'Sessions cannot use Redis.');
    },
  });
}

function randomSecret(log: Logger): string {
  log.warn('EXPRESS_SESSION_SECRET is not set. Everyone is signed out when this process ends.');
  return randomBytes(32).toString('base64url');
}
