import type { Browser, Page } from 'playwright-core';
import { decodeJwt } from 'jose';
import { inPage, isMissing, launchBrowser } from 'test-support';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../src/index.ts';
import { EntryNotAcceptedError, signIn, verifyIdentity } from '../../src/playwright.ts';
import { post, verifier } from '../client.ts';
import { clientSecret, ids, testTenant } from '../tenant.ts';
import { type App, startApp } from './app.ts';

const ada = { mail: 'ada@contoso.com', password: 'Analytical-Engine-1843' };
const web = testTenant.applications.find(({ appId }) => appId === ids.web)!;
const scope = `openid profile api://${ids.api}/ToDoList.Read`;
const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: 'c1' } } });

describe.skipIf(await isMissing('chromium'))('verifyIdentity', () => {
  let browser: Browser;
  let tenant: Emulator;
  let app: App;
  beforeAll(async () => {
    const config = {
      ...testTenant,
      applications: [
        ...testTenant.applications.filter(({ appId }) => appId !== ids.web),
        { ...web, optionalClaims: { idToken: [{ name: 'amr' }] } },
      ],
      conditionalAccessPolicies: [
        {
          conditions: { applications: { includeAuthenticationContextClassReferences: ['c1'] } },
          grantControls: { builtInControls: ['mfa' as const] },
        },
      ],
    };
    [browser, tenant, app] = await Promise.all([launchBrowser(), startEmulator({ config }), startApp()]);
  });
  beforeEach(() => {
    tenant.control.reset();
    app.requests = [];
  });
  afterAll(async () => {
    await browser.close();
    await tenant.close();
    await app[Symbol.asyncDispose]();
  });

  /** The tokens for the code that came back to the app. */
  const tokens = async (page: Page): Promise<{ id: Record<string, unknown>; access: Record<string, unknown> }> => {
    await page.waitForURL(`${app.origin}/auth/redirect?*code=*`);
    const { body } = await post(tenant, 'token', {
      grant_type: 'authorization_code',
      client_id: ids.web,
      client_secret: clientSecret,
      code: new URL(page.url()).searchParams.get('code') ?? '',
      redirect_uri: `${app.origin}/auth/redirect`,
      code_verifier: verifier,
    });
    return { id: decodeJwt(String(body.id_token)), access: decodeJwt(String(body.access_token)) };
  };

  test.each([true, false])('proves a second time who signs in; to stay signed in: %s', async (staySignedIn) => {
    await inPage(browser, async (page) => {
      await page.goto(app.signIn(tenant, { scope, claims }));
      await signIn(page, { ...ada, staySignedIn });
      await verifyIdentity(page, { ...ada, staySignedIn });
      const { id, access } = await tokens(page);
      expect([id['amr'], access['acrs']]).toEqual([['pwd', 'mfa'], ['c1']]);
      const cookies = await page.context().cookies(tenant.origin);
      expect(cookies.some(({ name, expires }) => name.includes('session') && expires > 0)).toBe(staySignedIn);
    });
  });

  test('steps up a session that began without it, and then is not asked for again', async () => {
    await inPage(browser, async (page) => {
      await page.goto(app.signIn(tenant, { scope }));
      await signIn(page, ada);
      expect((await tokens(page)).access).not.toHaveProperty('acrs');
      await page.goto(app.signIn(tenant, { scope, claims }));
      await verifyIdentity(page, ada);
      expect((await tokens(page)).access['acrs']).toEqual(['c1']);
      await page.goto(app.signIn(tenant, { scope, claims, prompt: 'none' }));
      expect((await tokens(page)).access['acrs']).toEqual(['c1']);
    });
  });

  test('tells what the tenant refused', async () => {
    await inPage(browser, async (page) => {
      await page.goto(app.signIn(tenant, { scope, claims }));
      await signIn(page, ada);
      tenant.control.updateUser(ada.mail, { accountEnabled: false });
      await expect(verifyIdentity(page, ada)).rejects.toThrow(EntryNotAcceptedError);
    });
  });
});
