import type { Fault } from 'ciam-emulator';
import { HttpBrowser } from 'test-support';
import { expect, onTestFinished, test, vi } from 'vitest';
import { pages } from '../src/error-page-texts.ts';
import { startTestBed } from './test-bed.ts';
import { enterCredentialsOverHttp as enterCredentials, signIn, startSignIn } from './user.ts';

test('starts without its tenant, says so, and signs in as soon as the tenant is there', async () => {
  await using bed = await startTestBed();
  const { app, tenant } = bed;
  tenant.control.addFault({ endpoint: 'discovery', kind: 'reset' });
  await app.restart();

  const browser = new HttpBrowser();
  await browser.open(app.origin);
  expect([browser.status, browser.heading]).toEqual([200, 'Welcome']);
  await browser.open(`${app.origin}/users/id?tab=1`);
  expect([browser.status, browser.heading]).toEqual([503, pages.serviceDown.heading]);
  expect(browser.headers.get('retry-after')).toBe('10');
  const ready = await fetch(`${app.origin}/readyz`);
  expect([ready.status, await ready.json()]).toMatchObject([503, { checks: { sessions: 'ok' } }]);

  tenant.control.clearFaults();
  await expect.poll(async () => (await fetch(`${app.origin}/readyz`)).status, { timeout: 5_000 }).toBe(200);
  await browser.follow('Try again');
  await enterCredentials(browser);
  await browser.submit();
  await browser.submit();
  expect(browser.url).toBe(`${app.origin}/users/id?tab=1`);
});

test('asks the tenant again when its response is too old, and goes on when that fails', async () => {
  await using bed = await startTestBed();
  const { app, tenant } = bed;
  const discoveries = () => tenant.control.requests.filter(({ path }) => path.endsWith('/openid-configuration'));
  // The app that the test bed started has asked, so that the next to ask is the one below.
  await expect.poll(() => discoveries().length, { timeout: 5_000 }).toBe(1);
  const base = `${tenant.origin}/${tenant.tenantId}`;
  const body = {
    issuer: tenant.issuer,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  };
  const headers = { 'Cache-Control': 'max-age=0' };
  tenant.control.addFault({ endpoint: 'discovery', kind: 'response', status: 200, headers, body, times: 1 });
  tenant.control.addFault({ endpoint: 'discovery', kind: 'reset' });
  // Only what measures how long ago something was.
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  tenant.control.clearRequests();
  await app.restart();
  expect((await signIn(new HttpBrowser(), app)).heading).toBe('Hi Ada Lovelace!');
  vi.advanceTimersByTime(5 * 60_000);
  for (let time = 0; time < 2; time += 1)
    expect((await signIn(new HttpBrowser(), app)).heading).toBe('Hi Ada Lovelace!');
  expect(discoveries()).toHaveLength(2);
  expect(app.logged()).toContain('The cached copy stays in use');
});

test.each<[string, Fault, number, string]>([
  ['breaks', { endpoint: 'token', kind: 'reset' }, 503, pages.serviceDown.heading],
  ['answers HTML', { endpoint: 'token', kind: 'html' }, 503, pages.serviceDown.heading],
  [
    'no longer knows the secret',
    {
      endpoint: 'token',
      kind: 'error',
      error: 'invalid_client',
      number: 7000222,
      description: 'The provided client secret keys for app are expired.',
      status: 401,
    },
    500,
    'Signing in does not work at the moment',
  ],
])('the token endpoint %s: its own page, and the next sign-in works', async (_, fault, status, heading) => {
  await using bed = await startTestBed();
  const { app, tenant } = bed;
  tenant.control.addFault(fault);
  const browser = await signIn(new HttpBrowser(), app);
  expect([browser.status, browser.heading]).toEqual([status, heading]);
  expect(browser.html).toMatch(/Reference: <code>[0-9a-f-]{36}</);
  tenant.control.clearFaults();
  expect((await signIn(browser, app)).heading).toBe('Hi Ada Lovelace!');
});

test.each([
  ['access_denied', 'AADSTS50105: The signed in user is not assigned to a role', 403, pages.denied.heading],
  ['access_denied', '', 403, 'You are not signed in'],
  ['consent_required', 'AADSTS65004: User declined to consent', 403, pages.denied.heading],
  ['login_required', 'AADSTS50058', 401, pages.interaction.heading],
  ['temporarily_unavailable', 'AADSTS90033', 503, pages.serviceDown.heading],
  ['invalid_request', 'AADSTS900144: The request body must contain', 500, 'Signing in does not work at the moment'],
  ['invalid_grant', 'AADSTS70008: The code has expired', 400, 'The sign-in did not work'],
])('the service says %s (%s): %i, %s', async (error, description, status, heading) => {
  await using bed = await startTestBed();
  const { app } = bed;
  const browser = await startSignIn(new HttpBrowser(), app);
  const state = browser.page.form().inputs.find(({ name }) => name === 'state')?.value ?? '';
  await browser.post(`${app.origin}/auth/redirect`, { state, error, error_description: description });
  await browser.submit();
  expect([browser.status, browser.heading]).toEqual([status, heading]);
  expect(browser.html).toContain(description);
  expect(browser.html).toContain('Details for developers');
  // What the people who run the app have to correct is an error in their log, and nothing else is.
  expect(app.logged().includes(`"level":50`)).toBe(status >= 500);

  await app.restart({}, 'production');
  await startSignIn(browser, app);
  const next = browser.page.form().inputs.find(({ name }) => name === 'state')?.value ?? '';
  await browser.post(`${app.origin}/auth/redirect`, {
    state: next,
    error,
    error_description: 'AADSTS1: only for developers',
  });
  await browser.submit();
  expect(browser.html).not.toContain('only for developers');
});
