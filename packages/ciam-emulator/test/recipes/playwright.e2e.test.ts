import express from 'express';
import { decodeJwt } from 'jose';
import { freePort, isMissing, launchBrowser, localServer } from 'test-support';
import { describe, expect, test } from 'vitest';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/index.ts';
import { signIn } from '../../src/playwright.ts';
import { authorizeUrl, post, verifier } from '../client.ts';
import { clientSecret, ids } from '../tenant.ts';
import { readmeBlocks } from './readme.ts';

/** `await` at the top, as a test runner of the reader's own allows it. */
const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as FunctionConstructor;

describe.skipIf(await isMissing('chromium'))('the recipe for Playwright', () => {
  test('signs in to an app', async () => {
    let tenant: Emulator | undefined;
    const start = async (options: EmulatorOptions) => (tenant = await startEmulator(options));
    const app = express();
    await using server = await localServer(app);
    const origin = `http://localhost:${new URL(server.url).port}`;
    const redirectUri = `${origin}/auth/redirect`;
    app.get('/auth/signin', (_req, res) => {
      if (tenant) res.redirect(authorizeUrl(tenant, { redirect_uri: redirectUri }));
    });
    app.get('/auth/redirect', async ({ url }, res) => {
      const code = new URL(url, origin).searchParams.get('code') ?? '';
      const client = { client_id: ids.web, client_secret: clientSecret, redirect_uri: redirectUri };
      const form = { grant_type: 'authorization_code', code, code_verifier: verifier, ...client };
      if (tenant) res.send(decodeJwt(String((await post(tenant, 'token', form)).body.id_token)).name);
    });

    const block = readmeBlocks('ts').find((text) => text.includes('ciam-emulator/playwright')) ?? '';
    const body = block
      .replaceAll(/^import .*\n/gm, '')
      .replaceAll('http://localhost:3000', origin)
      .replaceAll('4400', String(await freePort()));
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(10_000);
      await new AsyncFunction('page', 'startEmulator', 'signIn', body)(page, start, signIn);
      expect(await page.getByText('Ada Lovelace').count()).toBe(1);
    } finally {
      await browser.close();
      await tenant?.close();
    }
  });
});
