import { once } from 'node:events';
import { join } from 'node:path';
import { describeClaims } from 'ciam-msal/describe-claims';
import express, { type Express } from 'express';
import { auth } from 'express-openid-connect';
import hbs from 'hbs';
import { createLogger, listen } from 'web-server';
import { createApp, readConfig } from 'web-app/app';

/** The input of a contender: its name and port, the tenant's authority and issuer, and the claims that its page shows. */
export interface Task {
  name: keyof typeof contenders;
  port: number;
  authority: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  redisUrl: string;
  redisClusterUrl: string;
  claims: Record<string, unknown>;
}

export const contenders = {
  /** Only the page and its views, without session and headers, and with constant values. */
  'bare Express + hbs'({ claims }: Task): Express {
    const app = withViews();
    const described = describeClaims(claims);
    const user = { name: claims['name'] };
    app.get('/users/id', (_req, res) => res.render('id', { title: 'ID token claims', user, claims: described }));
    return app;
  },
  'web-app, memory': (task: Task, origin: string): Express => webApp(task, origin, {}),
  'web-app, Redis': (task: Task, origin: string): Express => webApp(task, origin, { REDIS_URL: task.redisUrl }),
  'web-app, Redis cluster': (task: Task, origin: string): Express =>
    webApp(task, origin, { REDIS_URL: task.redisClusterUrl }),
  'express-openid-connect'({ issuer, clientId, clientSecret }: Task, origin: string): Express {
    const app = withViews();
    app.use(
      auth({
        issuerBaseURL: issuer,
        baseURL: origin,
        clientID: clientId,
        clientSecret,
        secret: 'a-secret-of-the-benchmark-that-is-long-enough',
        authorizationParams: { response_type: 'code', scope: 'openid profile' },
        routes: { callback: '/auth/redirect' },
      }),
    );
    app.get('/users/id', (req, res) => {
      const claims = { ...req.oidc.idTokenClaims };
      res.render('id', { title: 'ID token claims', user: { name: claims['name'] }, claims: describeClaims(claims) });
    });
    return app;
  },
};

function webApp({ authority, clientId, clientSecret }: Task, origin: string, env: Record<string, string>): Express {
  const config = readConfig({
    LOG_LEVEL: 'silent',
    SESSION_STORE: 'REDIS_URL' in env ? 'redis' : 'memory',
    TENANT_SUBDOMAIN: 'contoso',
    AUTHORITY: authority,
    WEB_APP_CLIENT_ID: clientId,
    WEB_APP_CLIENT_SECRET: clientSecret,
    REDIRECT_URI: `${origin}/auth/redirect`,
    EXPRESS_SESSION_SECRET: 'a-secret-of-the-benchmark-that-is-long-enough',
    ...env,
  });
  const server = { ...config.server, production: true };
  return createApp({ ...config, server }, { log: createLogger({ name: 'web-app', level: config.server.logLevel }) })
    .app;
}

function withViews(): Express {
  const views = join(import.meta.dirname, '../../views');
  const engine = hbs.create();
  engine.registerPartials(join(views, 'partials'));
  const app = express();
  app.disable('x-powered-by');
  app.engine('hbs', (path, options, callback) => engine.__express(path, options, callback));
  app.set('views', views);
  app.set('view engine', 'hbs');
  return app;
}

process.once('disconnect', () => process.exit());
process.once('message', (task: Task) => void serve(task));

async function serve(task: Task): Promise<void> {
  const { name, port } = task;
  const origin = `http://localhost:${port}`;
  const app = contenders[name](task, origin);
  if (name.startsWith('web-app')) await listen(app, { port, host: '127.0.0.1' });
  else await once(app.listen(port, '127.0.0.1'), 'listening');
  process.send?.(origin);
  process.on('message', () => process.send?.(process.cpuUsage()));
}
