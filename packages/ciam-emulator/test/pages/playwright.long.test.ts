import type { Browser, Page, Request } from 'playwright-core';
import { inPage, isMissing, launchBrowser } from 'test-support';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { defaultTenant, type Emulator, startEmulator } from '../../src/index.ts';
import {
  acceptConsent,
  AccountNotOfferedError,
  EntryNotAcceptedError,
  enterDeviceCode,
  pickAccount,
  readCode,
  signIn,
  signOut,
  signUp,
} from '../../src/playwright.ts';
import { post } from '../client.ts';
import { ids } from '../tenant.ts';
import { type App, startApp } from './app.ts';

const [adaId = '', graceId = ''] = defaultTenant.users.map(({ id }) => id);
const ada = { mail: 'ada@contoso.com', password: 'Analytical-Engine-1843' };

describe.skipIf(await isMissing('chromium'))('driven from Playwright', () => {
  let browser: Browser;
  let tenant: Emulator;
  let app: App;
  beforeAll(async () => {
    [browser, tenant, app] = await Promise.all([launchBrowser(), startEmulator(), startApp()]);
  });
  beforeEach(() => {
    tenant.control.reset();
    app.requests = [];
    app.body = '';
  });
  afterAll(async () => {
    await browser.close();
    await tenant.close();
    await app[Symbol.asyncDispose]();
  });

  const deviceCode = async (): Promise<{ verificationUri: string; userCode: string; deviceCode: string }> => {
    const { body } = await post(tenant, 'devicecode', { client_id: ids.device, scope: 'openid profile' });
    return {
      verificationUri: String(body.verification_uri),
      userCode: String(body.user_code),
      deviceCode: String(body.device_code),
    };
  };
  const poll = async (code: string): Promise<Record<string, unknown>> =>
    (await post(tenant, 'token', { grant_type: 'device_code', client_id: ids.device, device_code: code })).body;

  test('signUp creates an account with what the user flow asks for, and comes back to the app', async () => {
    await inPage(browser, async (page) => {
      await page.goto(app.signIn(tenant));
      await signUp(page, { mail: 'kate@example.com', password: 'Correct-Horse-7', displayName: 'Kate', country: 'NZ' });
      await page.waitForURL(`${app.origin}/auth/redirect?*`);
      expect(tenant.users.find(({ mail }) => mail === 'kate@example.com')).toMatchObject({
        displayName: 'Kate',
        country: 'NZ',
      });
      await page.goto(app.signIn(tenant, { prompt: 'create' }));
      await expect(signUp(page, { mail: 'kate@example.com' })).rejects.toThrow('already an account');
    });
  });

  test('signIn signs in by password or by the code that was sent, and tells what the tenant refused', async () => {
    tenant.control.addUser({ mail: 'otp@example.com', displayName: 'By code' });
    await inPage(browser, async (page) => {
      await page.goto(app.signIn(tenant));
      await expect(signIn(page, { ...ada, password: 'wrong' })).rejects.toThrow(EntryNotAcceptedError);
      await page.goto(app.signIn(tenant));
      await signIn(page, { mail: 'otp@example.com' });
      await page.waitForURL(`${app.origin}/auth/redirect?*`);
      await page.goto(app.signIn(tenant, { prompt: 'login' }));
      expect(await readCode(page, 'otp@example.com')).toMatch(/^\d{8}$/);
      await expect(readCode(page, 'nobody@example.com')).rejects.toThrow(
        expect.objectContaining({ code: 'code_not_sent', message: 'No code was sent to nobody@example.com.' }),
      );
      await signIn(page, ada);
      await page.waitForURL(`${app.origin}/auth/redirect?*`);
    });
  });

  test('signIn begins with whatever page the app asks for', async () => {
    const grace = { mail: 'grace@contoso.com', password: 'Flow-Matic-1955' };
    const oid = async (page: Page) => {
      await page.waitForURL(`${app.origin}/auth/redirect?*`);
      return tenant.control.state().sessions.map(({ userId }) => userId);
    };
    await inPage(browser, async (page) => {
      // A hint at oneself, and a hint at someone else.
      await page.goto(app.signIn(tenant, { login_hint: ada.mail }));
      await signIn(page, ada);
      expect(await oid(page)).toEqual([adaId]);
      await page.goto(app.signIn(tenant, { login_hint: ada.mail, prompt: 'login' }));
      await signIn(page, grace);
      expect(await oid(page)).toContain(graceId);
      // The account picker: the account that is signed in, and another one.
      await page.goto(app.signIn(tenant, { prompt: 'select_account' }));
      await signIn(page, { mail: grace.mail });
      expect(await oid(page)).toContain(graceId);
      await page.goto(app.signIn(tenant, { prompt: 'select_account' }));
      await signIn(page, ada);
      expect(await oid(page)).toContain(adaId);
    });
  });

  test('pickAccount takes the account by its address, the whole of it', async () => {
    await inPage(browser, async (page) => {
      await page.goto(app.signIn(tenant));
      await signIn(page, ada);
      await page.waitForURL(`${app.origin}/auth/redirect?*`);
      await page.goto(app.signIn(tenant, { prompt: 'select_account' }));
      await expect(pickAccount(page, { mail: 'a@contoso.com' })).rejects.toThrow(AccountNotOfferedError);
      await pickAccount(page, { mail: 'ADA@contoso.com' });
      await page.waitForURL(`${app.origin}/auth/redirect?*`);
    });
  });

  test('acceptConsent accepts what the app asks for by prompt=consent', async () => {
    await inPage(browser, async (page) => {
      await page.goto(app.signIn(tenant, { prompt: 'consent' }));
      await signIn(page, ada);
      await acceptConsent(page);
      await page.waitForURL(`${app.origin}/auth/redirect?*`);
      expect(new URL(page.url()).searchParams.get('code')).not.toBeNull();
    });
  });

  test('signOut picks the account where the tenant asks for one, and ends the session', async () => {
    const logout = `${tenant.authority}${tenant.tenantId}/oauth2/v2.0/logout`;
    const hint = new URLSearchParams({ logout_hint: `O.${Buffer.from(adaId).toString('base64url')}` }).toString();
    await inPage(browser, async (page) => {
      for (const query of ['', `?${hint}`]) {
        await page.goto(app.signIn(tenant));
        await signIn(page, ada);
        await page.waitForURL(`${app.origin}/auth/redirect?*`);
        await page.goto(logout + query);
        await signOut(page, ada);
        await page.getByRole('heading', { name: 'You have signed out' }).waitFor();
        expect(tenant.control.state().sessions).toEqual([]);
      }
    });
  });

  test.each(['while it goes back to the app', 'before the tenant has answered'])(
    'signIn is done when the popup closes %s',
    async (when) => {
      await inPage(browser, async (page) => {
        await page.goto(app.origin);
        const [popup] = await Promise.all([
          page.waitForEvent('popup'),
          page.evaluate((url) => void window.open(url), app.signIn(tenant)),
        ]);
        const lastStep = (request: Request) => request.method() === 'POST' && request.url().endsWith('/stay-signed-in');
        if (when.startsWith('while'))
          popup.on('response', (response) => void (lastStep(response.request()) && popup.close()));
        else popup.on('request', (request) => void (lastStep(request) && popup.close()));
        const closed = popup.waitForEvent('close');
        await signIn(popup, ada);
        await closed;
        expect(popup.isClosed()).toBe(true);
      });
    },
  );

  test('enterDeviceCode goes on to the sign-in, and the device gets its tokens', async () => {
    await inPage(browser, async (page) => {
      const { verificationUri, userCode, deviceCode: code } = await deviceCode();
      await expect(enterDeviceCode(page, { verificationUri, userCode: 'WRONG' })).rejects.toThrow('not right');
      await enterDeviceCode(page, { verificationUri, userCode: userCode.toLowerCase() });
      expect(await poll(code)).toMatchObject({ error: 'authorization_pending' });
      await signIn(page, ada);
      await page.getByRole('heading', { name: 'You have signed in' }).waitFor();
      expect(await poll(code)).toHaveProperty('id_token');
      await expect(enterDeviceCode(page, { verificationUri, userCode })).rejects.toThrow('already used');
    });
  });

  test.each(['at the confirmation', 'at the sign-in'])('a device is declined %s', async (where) => {
    await inPage(browser, async (page) => {
      const { verificationUri, userCode, deviceCode: code } = await deviceCode();
      if (where === 'at the sign-in') {
        await enterDeviceCode(page, { verificationUri, userCode });
        await page.getByLabel('Email address').waitFor();
      } else {
        await page.goto(verificationUri);
        await page.getByLabel('Code').fill(userCode);
        await page.getByRole('button', { name: 'Next' }).click();
        await page.getByRole('heading', { name: 'Are you signing in to Sample device app?' }).waitFor();
      }
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('heading', { name: 'You have declined' }).waitFor();
      expect(await poll(code)).toMatchObject({ error: 'authorization_declined' });
    });
  });

  test('signing out tells every app of the session in a hidden frame, and goes back', async () => {
    tenant.applications.find(({ appId }) => appId === ids.web)!.web!.logoutUrl = `${app.origin}/front-channel`;
    await inPage(browser, async (page) => {
      await page.goto(app.signIn(tenant));
      await signIn(page, ada);
      await page.waitForURL(`${app.origin}/auth/redirect?*`);
      const next = encodeURIComponent(`${app.origin}/`);
      await page.goto(`${tenant.authority}${tenant.tenantId}/oauth2/v2.0/logout?post_logout_redirect_uri=${next}`);
      await page.getByRole('button', { name: 'Ada Lovelace' }).click();
      await page.waitForURL(`${app.origin}/`);
      expect(app.requests.some((url) => /^\/front-channel\?sid=.+&iss=http/.test(url))).toBe(true);
      await page.goto(app.signIn(tenant));
      expect(await page.getByLabel('Email address').count()).toBe(1);
    });
  });

  test('another site can neither send a form nor frame a page', async () => {
    await inPage(browser, async (page) => {
      await page.goto(app.signIn(tenant, { login_hint: ada.mail }));
      const form = page.url();
      app.body = `<form method="post" action="${form}"><input name="password" value="${ada.password}"></form>
        <button form="" onclick="document.forms[0].submit()">Win a prize</button>`;
      await page.goto(app.origin);
      await page.getByRole('button', { name: 'Win a prize' }).click();
      await page.waitForURL(form);
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/came from another site|has ended/);
      app.body = `<iframe src="${tenant.origin}"></iframe>`;
      await page.goto(app.origin);
      expect(await page.frames()[1]?.getByText('Contoso').count()).toBe(0);
    });
  });
});
