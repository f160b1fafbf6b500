import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { isMissing, launchBrowser, localServer } from 'test-support';
import { afterAll, describe, expect, it } from 'vitest';

import { localTls, startEmulator } from '../src/index.ts';
import { ada, ids, testTenant } from './tenant.ts';

const require = createRequire(import.meta.url);
const bundle = join(dirname(require.resolve('@azure/msal-browser')), 'msal-browser.min.js');
const folder = await mkdtemp(join(tmpdir(), 'ciam-emulator-'));
afterAll(() => rm(folder, { recursive: true }));

/** A page that signs in as soon as it is loaded, and shows what it got. */
const page = (settings: object) => `<!doctype html><title>app</title><pre id="result"></pre>
<script src="/msal-browser.js"></script>
<script>
  const settings = ${JSON.stringify(settings)};
  (async () => {
    const app = await msal.createStandardPublicClientApplication(settings.config);
    const result = await app.handleRedirectPromise();
    if (!result) return app.loginRedirect({ scopes: [settings.scope] });
    const { account } = result;
    const cached = await app.acquireTokenSilent({ account, scopes: [settings.scope] });
    const fresh = await app.acquireTokenSilent({ account, scopes: [settings.scope], forceRefresh: true });
    show({ username: account.username, cached: cached.fromCache, fresh: !fresh.fromCache, scopes: fresh.scopes });
  })().catch((error) => show({ error: String(error) }));
  function show(value) { document.getElementById('result').textContent = JSON.stringify(value); }
</script>`;

describe.skipIf(await isMissing('chromium'))('@azure/msal-browser in Chromium', () => {
  it('signs in from a page of a registered single-page app, over TLS, and refreshes by CORS', async () => {
    await using tenant = await startEmulator({ config: testTenant, tls: await localTls(folder) });
    const scope = `api://${ids.api}/ToDoList.Read`;
    const script = await readFile(bundle);
    let html = '';
    await using server = await localServer((request, response) => {
      response.setHeader('Content-Type', request.url === '/msal-browser.js' ? 'text/javascript' : 'text/html');
      response.end(request.url === '/msal-browser.js' ? script : html);
    });
    const redirectUri = server.url.replace('127.0.0.1', 'localhost');
    const authority = `${tenant.origin}/${tenant.tenantId}`;
    const knownAuthorities = [new URL(tenant.origin).host];
    html = page({ scope, config: { auth: { clientId: ids.singlePage, authority, knownAuthorities, redirectUri } } });
    const browser = await launchBrowser();
    try {
      const context = await browser.newContext({ ignoreHTTPSErrors: true });
      const tab = await context.newPage();
      await tab.goto(redirectUri);
      await tab.getByLabel('Email address').fill(ada?.mail ?? '');
      await tab.getByRole('button', { name: 'Next' }).click();
      await tab.getByLabel('Password').fill(ada?.password ?? '');
      await tab.getByRole('button', { name: 'Sign in' }).click();
      await tab.locator('#result', { hasText: '{' }).waitFor();
      const result: unknown = JSON.parse((await tab.locator('#result').textContent()) ?? '');
      expect(result).toEqual({ username: ada?.mail, cached: true, fresh: true, scopes: [scope] });
    } finally {
      await browser.close();
    }
  });
});
