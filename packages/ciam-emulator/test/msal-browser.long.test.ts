import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isMissing, launchBrowser, localServer } from 'test-support';
import { afterAll, describe, expect, test } from 'vitest';
import { localTls, startEmulator } from '../src/index.ts';
import { signIn } from '../src/playwright.ts';
import { ada, grace, ids, testTenant } from './tenant.ts';

const require = createRequire(import.meta.url);
const library = dirname(require.resolve('@azure/msal-browser'));
const bundle = join(library, 'msal-browser.min.js');
const bridge = join(library, 'redirect-bridge', 'msal-redirect-bridge.min.js');
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

/** A page that signs in from a popup when its button is pressed, and shows who it was. */
const popupPage = (config: object) => `<!doctype html><title>app</title><button>Sign in</button><pre id="result"></pre>
<script src="/msal-browser.js"></script>
<script>
  const show = (text) => { document.getElementById('result').textContent = text; };
  document.querySelector('button').onclick = () =>
    msal.createStandardPublicClientApplication(${JSON.stringify(config)})
      .then((app) => app.loginPopup({ scopes: ['openid', 'profile'], prompt: 'select_account' }))
      .then(({ account }) => show(account.username), (error) => show(String(error)));
</script>`;

describe.skipIf(await isMissing('chromium'))('@azure/msal-browser in Chromium', () => {
  test('signs in from a page of a registered single-page app, over TLS, and refreshes by CORS', async () => {
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
      await tab.getByRole('button', { name: 'No' }).click();
      await tab.locator('#result', { hasText: '{' }).waitFor();
      const result: unknown = JSON.parse((await tab.locator('#result').textContent()) ?? '');
      expect(result).toEqual({ username: ada?.mail, cached: true, fresh: true, scopes: [scope] });
    } finally {
      await browser.close();
    }
  });

  test('signs in from a popup, which closes by itself', async () => {
    await using tenant = await startEmulator({ config: testTenant, tls: await localTls(folder) });
    const files: Record<string, Buffer | string> = {
      '/msal-browser.js': await readFile(bundle),
      '/bridge.js': await readFile(bridge),
      '/popup': `<!doctype html><title>popup</title><script src="/bridge.js"></script>
        <script>msalRedirectBridge.broadcastResponseToMainFrame()</script>`,
    };
    await using server = await localServer((request, response) => {
      const path = request.url?.split('?')[0] ?? '/';
      response.setHeader('Content-Type', path.endsWith('.js') ? 'text/javascript' : 'text/html');
      response.end(files[path]);
    });
    const origin = server.url.replace('127.0.0.1', 'localhost').replace(/\/$/, '');
    const redirectUri = `${origin}/popup`;
    tenant.control.updateApplication(ids.singlePage, { spa: { redirectUris: ['http://localhost/', redirectUri] } });
    files['/'] = popupPage({ auth: { ...tenant.msalAuth(ids.singlePage), redirectUri } });
    const browser = await launchBrowser();
    try {
      const context = await browser.newContext({ ignoreHTTPSErrors: true });
      const page = await context.newPage();
      for (const { mail = '', password = '' } of [ada ?? {}, grace ?? {}]) {
        await page.goto(origin);
        const [popup] = await Promise.all([page.waitForEvent('popup'), page.getByRole('button').click()]);
        await signIn(popup, { mail, password });
        await page.getByText(mail).waitFor();
        expect(popup.isClosed()).toBe(true);
      }
    } finally {
      await browser.close();
    }
  });
});
