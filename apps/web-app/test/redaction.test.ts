import { HttpBrowser } from 'test-support';
import { expect, test } from 'vitest';
import { type Interference, interpose } from './interposed-tenant.ts';
import { secret, startTestBed } from './test-bed.ts';
import { signIn, startSignIn } from './user.ts';

test('at the most verbose level no token, code, verifier, cookie or secret is logged', async () => {
  await using bed = await startTestBed(1, {}, 'guid-host');
  const { app } = bed;
  const secrets = new Set<string>([secret, 'emulator-only-not-a-secret', 'Analytical-Engine-1843']);
  const interference: Interference = {};
  await using between = await interpose(bed.tenant, interference, (text) => {
    for (const [, value = ''] of text.matchAll(/(?:code_verifier=|"(?:id|access|refresh)_token":")([\w.~-]+)/g))
      secrets.add(value);
  });
  await app.restart({ AUTHORITY: between.url });

  const flow = async (): Promise<HttpBrowser> => {
    const browser = await startSignIn(new HttpBrowser(), app, '/users/id');
    for (const { name, value } of browser.page.form().inputs)
      if (['code', 'client_info'].includes(name)) secrets.add(value);
    await browser.submit();
    for (const value of browser.cookiesOf(app.origin).values()) secrets.add(value);
    await browser.submit();
    for (const value of browser.cookiesOf(app.origin).values()) secrets.add(value);
    return browser;
  };
  const signedIn = await flow();
  await signedIn.submit({}, 'Sign out');
  interference.claims = (claims) => (claims['nonce'] = 'wrong');
  await flow();
  interference.token = (res) => res.writeHead(500).end('{"error":"server_error"}');
  await flow();
  delete interference.token;
  await signIn(new HttpBrowser(), app);

  const logged = app.logged();
  expect(logged).toContain('"level":50');
  expect(secrets.size).toBeGreaterThan(15);
  for (const value of secrets) {
    expect(logged).not.toContain(value);
    // Nor a part of it that is long enough to be of use.
    expect(logged).not.toContain(value.slice(0, 24));
  }
});
