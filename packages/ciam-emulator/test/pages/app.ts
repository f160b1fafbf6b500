import { localServer } from 'test-support';
import { authorizeUrl } from '../client.ts';
import type { Emulator } from '../../src/index.ts';

/** An app that only notes what comes back to it. */
export interface App extends AsyncDisposable {
  /** `http://localhost:<port>`: another site than the tenant's. */
  origin: string;
  /** Where a sign-in begins. */
  signIn: (tenant: Emulator, fields?: Record<string, string>) => string;
  /** Path and query of each request, oldest first. */
  requests: string[];
  /** What its pages hold. */
  body: string;
}

export async function startApp(): Promise<App> {
  const server = await localServer((request, response) => {
    app.requests.push(request.url ?? '');
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(`<!doctype html><html lang="en"><title>The app</title><h1>The app</h1>${app.body}`);
  });
  const origin = `http://localhost:${new URL(server.url).port}`;
  const app: App = {
    origin,
    requests: [],
    body: '',
    signIn: (tenant, fields = {}) => authorizeUrl(tenant, { redirect_uri: `${origin}/auth/redirect`, ...fields }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return app;
}
