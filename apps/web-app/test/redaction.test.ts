import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { HttpBrowser, localServer } from 'test-support';
import { expect, test } from 'vitest';
import { secret, startTestBed } from './test-bed.ts';
import { signIn, startSignIn } from './user.ts';

test('at the most verbose level no token, code, verifier, cookie or secret is logged', async () => {
  await using bed = await startTestBed(1, {}, 'guid-host');
  const { app, tenant } = bed;
  const secrets = new Set<string>([secret, 'emulator-only-not-a-secret', 'Analytical-Engine-1843']);
  const collect = (body: string): void => {
    for (const [, value = ''] of body.matchAll(/(?:code_verifier=|"(?:id|access|refresh)_token":")([\w.~-]+)/g))
      secrets.add(value);
  };
  // The tenant's own log masks secrets, so the requests for tokens pass by here.
  const pass = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const body = await text(req);
    const { 'content-type': type = '' } = req.headers;
    const response = await fetch(tenant.origin + (req.url ?? ''), {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    const received = await response.text();
    for (const sent of [body, received]) collect(sent);
    res.writeHead(response.status, { 'content-type': 'application/json' }).end(received);
  };
  await using wire = await localServer((req, res) => void pass(req, res));
  const tokenEndpoint = `${wire.url}${tenant.tenantId}/oauth2/v2.0/token`;
  tenant.control.addFault({ endpoint: 'discovery', kind: 'change', body: { token_endpoint: tokenEndpoint } });
  await app.restart();

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
  tenant.control.addFault({ endpoint: 'token', kind: 'claims', claims: { nonce: 'wrong' }, times: 1 });
  await flow();
  const outage = { status: 500, body: { error: 'server_error' } };
  tenant.control.addFault({ endpoint: 'token', kind: 'response', ...outage, times: 1 });
  await flow();
  expect(tenant.control.faults).toHaveLength(1);
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
