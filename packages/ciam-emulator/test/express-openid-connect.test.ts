import express from 'express';
import { auth, requiresAuth } from 'express-openid-connect';
import { localServer } from 'test-support';
import { afterAll, describe, expect, test } from 'vitest';
import { newBrowser, signInAt } from './browser.ts';
import { startEmulator } from '../src/index.ts';
import { ada, clientSecret, ids, testTenant } from './tenant.ts';

const tenant = await startEmulator({ config: testTenant });
afterAll(() => tenant.close());

describe('express-openid-connect', () => {
  test.each([
    ['its default, an ID token by form_post', {}],
    [
      'authorization code',
      {
        clientSecret,
        authorizationParams: { response_type: 'code', response_mode: 'form_post', scope: 'openid profile' },
      },
    ],
  ])('signs in and out with %s', async (_flow, options) => {
    const app = express();
    await using server = await localServer(app);
    const baseURL = server.url.replace('127.0.0.1', 'localhost');
    app.use(
      auth({
        issuerBaseURL: tenant.issuer,
        baseURL,
        clientID: ids.hybrid,
        secret: 'a-session-secret-of-this-test-only',
        routes: { callback: '/auth/redirect' },
        authRequired: false,
        idpLogout: true,
        ...options,
      }),
    );
    app.get('/me', requiresAuth(), (req, res) => void res.json(req.oidc.user));
    const browser = newBrowser();
    const start = await browser.open(`${baseURL}me`);
    const response = await signInAt(browser, start.location ?? '', ada?.mail ?? '', ada?.password ?? '');
    const { action, fields } = response.form();
    // Its cookie has no SameSite: a browser sends it with a form from another site for two minutes.
    const me = await browser.post(action, fields, { from: baseURL });
    expect(JSON.parse(me.html)).toMatchObject({ oid: ada?.id, name: ada?.displayName });
    const signOut = await browser.open(`${baseURL}logout`);
    expect(signOut.location).toContain(`${tenant.tenantId}/oauth2/v2.0/logout?`);
  });
});
