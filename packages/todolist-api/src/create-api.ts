import express, { type Express } from 'express';
import { healthRoutes, requestLog } from 'web-server';
import type { Logger } from 'pino';
import type { ApiConfig } from './config.ts';
import { createStore } from './create-store.ts';
import { allowOrigins, knownHosts, securityHeaders } from './http-policy.ts';
import { describeApi } from './openapi.ts';
import { problemHandler } from './problem-handler.ts';
import { Problem } from './problem.ts';
import { createTenantKeys } from './tenant-keys.ts';
import { toDoRoutes } from './to-do-routes.ts';
import { createTokenVerifier } from './verify-token.ts';

export interface ApiDependencies {
  log: Logger;
  /** Returns the time that tokens are checked against, in milliseconds since 1970. Default: the system's clock. */
  now?: () => number;
  /** Returns the password for each new connection to PostgreSQL. It replaces the one in DATABASE_URL. */
  databasePassword?: () => Promise<string>;
}

export interface Api {
  app: Express;
  /** Resolves if the database and the tenant respond; otherwise rejects with the reason. */
  ready(): Promise<void>;
  /** Closes the database. Close the server first. */
  close(): Promise<void>;
}

/** Builds the API, which does not listen yet. It starts even if the database or the tenant is down. */
export function createApi(config: ApiConfig, { log, now = Date.now, databasePassword }: ApiDependencies): Api {
  const store = createStore(config, { log, databasePassword });
  const keys = createTenantKeys(config.tenant, log);
  const verifyToken = createTokenVerifier(config, keys, now);
  const checks = {
    database: () => store.check(),
    tenant: async () => void (await keys.current()),
  };

  const app = express();
  app.set('trust proxy', config.trustProxy);
  app.disable('x-powered-by').disable('etag').disable('query parser');
  app.use(requestLog(log));
  app.use(securityHeaders());
  app.use(knownHosts(config));
  if (config.corsOrigins.length > 0) app.use(allowOrigins(config.corsOrigins));
  app.use('/api/todolist', toDoRoutes({ store, verifyToken, allowedClientApps: config.allowedClientApps }));
  app.use(healthRoutes({ checks }));
  const description = describeApi(config);
  app.get('/openapi.json', (_req, res) => void res.json(description));
  app.use(() => {
    throw new Problem(404, 'not_found', 'There is nothing at this address. To-dos are at /api/todolist.');
  });
  app.use(problemHandler(log));

  return {
    app,
    ready: async () => void (await Promise.all([checks.database(), checks.tenant()])),
    close: () => store.close(),
  };
}
