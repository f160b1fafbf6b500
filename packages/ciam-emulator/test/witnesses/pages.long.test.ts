import { installWitnesses, isMissing, launchBrowser, localServer, witnesses } from 'test-support';
import { build } from 'rolldown';
import { beforeAll, describe, expect, test } from 'vitest';
import { startEmulator } from '../../src/index.ts';
import { signIn } from '../../src/playwright.ts';
import { ada, ids, testTenant } from '../tenant.ts';

/** A page with a client library in it, as a bundler makes one. */
async function bundled(name: string): Promise<string> {
  const { output } = await build({
    input: `${witnesses}pages/${name}.mjs`,
    platform: 'browser',
    write: false,
    logLevel: 'silent',
    output: { codeSplitting: false },
  });
  return output[0].code;
}

describe.skipIf((await isMissing('chromium')) || (await isMissing('npm')))('single-page apps in Chromium', () => {
  beforeAll(installWitnesses, 300_000);

  test.each(['oidc-client-ts', 'angular-oauth2-oidc'])('%s: code, userinfo and refresh', async (name) => {
    const script = await bundled(name);
    await using tenant = await startEmulator({ config: testTenant });
    const issuer = `http://localhost:${tenant.port}/${tenant.tenantId}/v2.0`;
    const settings = JSON.stringify({ issuer, clientId: ids.singlePage });
    await using server = await localServer((request, response) => {
      const isScript = request.url === '/app.js';
      response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
      response.end(
        isScript
          ? script
          : `<!doctype html><title>app</title><pre id="result"></pre>
             <script type="application/json" id="settings">${settings}</script><script type="module" src="/app.js"></script>`,
      );
    });
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(server.url.replace('127.0.0.1', 'localhost'));
      await signIn(page, { mail: ada?.mail ?? '', password: ada?.password ?? '' });
      await page.locator('#result', { hasText: '{' }).waitFor();
      const result: unknown = JSON.parse((await page.locator('#result').textContent()) ?? '');
      expect(result).toEqual({ name: 'Ada Lovelace', email: 'ada@contoso.com', refreshed: true });
    } finally {
      await browser.close();
    }
  });
});
