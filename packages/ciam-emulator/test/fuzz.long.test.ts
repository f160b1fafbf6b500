import { request } from 'node:http';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startEmulator } from '../src/index.ts';
import { codeRequest, post } from './client.ts';
import { clientSecret, ids, redirectUri, testTenant } from './tenant.ts';

const requests = 100_000;
const atOnce = 32;

const paths = [
  'v2.0/.well-known/openid-configuration',
  'discovery/v2.0/keys',
  'oauth2/v2.0/authorize',
  'oauth2/v2.0/token',
  'oauth2/v2.0/devicecode',
  'oauth2/v2.0/logout',
  'oauth2/v2.0/authorize/x',
  'oauth2/deviceauth',
  'oauth2/deviceauth/x',
  'interaction/x',
  'session/end/confirm',
  'session/end',
  'inbox',
  'oauth2/token',
];
const controls = [
  'state clock keys/rotate tokens tokens/issue users users/x applications applications/x permission-grants',
  'role-assignments inbox requests sessions/revoke sign-in device-codes/approve device-codes/decline openapi.json',
]
  .join(' ')
  .split(' ');

const parameters = [
  'client_id client_secret client_assertion client_assertion_type grant_type scope code code_verifier redirect_uri',
  'refresh_token device_code user_code resource response_type response_mode state nonce prompt max_age login_hint claims',
  'code_challenge code_challenge_method client_info xsrf confirm abort logout post_logout_redirect_uri id_token_hint',
  'logout_hint sid account email password action request request_uri registration acr_values ui_locales',
]
  .join(' ')
  .split(' ');

/** What a request would hold, next to anything at all. */
function values(code: Record<string, string>): string[] {
  return [
    ...Object.values(ids),
    ...Object.values(code),
    clientSecret,
    redirectUri,
    `api://${ids.api}/.default`,
    `api://${ids.api}/ToDoList.Read`,
    'openid profile email offline_access',
    'authorization_code',
    'refresh_token',
    'client_credentials',
    'device_code',
    'urn:ietf:params:oauth:grant-type:device_code',
    'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    'code',
    'code id_token',
    'id_token',
    'form_post',
    'fragment',
    'query',
    'S256',
    'plain',
    'none',
    'login',
    'consent',
    'select_account',
    'create',
    'eyJhbGciOiJub25lIn0.e30.',
    'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjF9.x',
    `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"iss":"http://127.0.0.1:1"}').toString('base64url')}.x`,
    'http://localhost:99999/',
    '{"id_token":{"sub":{"value":null}}}',
    '__proto__',
    '\u0000',
    '99999999999999999999',
    '-1',
    '',
  ];
}

/** Requests that are right as they are, to be spoilt a little. */
function wholeRequests(): [method: string, endpoint: string, fields: Record<string, string>][] {
  const app = { client_id: ids.web, client_secret: clientSecret, scope: 'openid profile offline_access' };
  const daemon = { client_id: ids.daemon, client_secret: clientSecret, scope: `api://${ids.api}/.default` };
  const code = { client_id: ids.web, response_type: 'code', redirect_uri: redirectUri, scope: 'openid', state: 's' };
  return [
    ['GET', 'authorize', code],
    ['GET', 'authorize', { ...code, client_id: ids.hybrid, response_type: 'code id_token', nonce: 'n' }],
    ['POST', 'authorize', { ...code, prompt: 'none', response_mode: 'form_post' }],
    ['POST', 'token', { ...app, grant_type: 'authorization_code', code: 'x', redirect_uri: redirectUri }],
    ['POST', 'token', { ...app, grant_type: 'refresh_token', refresh_token: 'x' }],
    ['POST', 'token', { ...daemon, grant_type: 'client_credentials' }],
    ['POST', 'devicecode', { client_id: ids.device, scope: 'openid profile' }],
    ['POST', 'token', { client_id: ids.device, grant_type: 'device_code', device_code: 'x' }],
    ['GET', 'logout', { post_logout_redirect_uri: redirectUri, state: 's', logout_hint: 'x' }],
  ];
}

interface Shot {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

test(`${requests} requests of any shape never make it fail`, async () => {
  const unexpected: string[] = [];
  await using tenant = await startEmulator({ config: testTenant, log: (line) => void unexpected.push(line) });
  const cookies = `ciam-emulator-${tenant.port}`;
  const value = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...values(await codeRequest(tenant))) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
    { weight: 1, arbitrary: fc.webUrl() },
  );
  const fields = fc.array(fc.tuple(fc.constantFrom(...parameters), value), { maxLength: 12 });
  const form = fields.map((entries) => new URLSearchParams(entries.map(([name, text]) => [name, text])).toString());
  const tenantPath = fc
    .tuple(
      fc.constantFrom(tenant.tenantId, 'contoso.onmicrosoft.com', 'common', 'nobody', '%00', '..', ''),
      fc.constantFrom(...paths),
    )
    .map(([alias, path]) => `/${alias}/${path}`);
  const path = fc.oneof(
    { weight: 8, arbitrary: tenantPath },
    { weight: 1, arbitrary: fc.constantFrom(...controls).map((name) => `/_emulator/${name}`) },
    { weight: 1, arbitrary: fc.webPath() },
  );
  const anything: fc.Arbitrary<Shot> = fc.record({
    method: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'),
    path: fc.tuple(path, fc.oneof(fc.constant(''), form)).map(([at, query]) => (query ? `${at}?${query}` : at)),
    headers: fc.record(
      {
        'content-type': fc.constantFrom('application/x-www-form-urlencoded', 'application/json', 'text/plain', 'x'),
        authorization: fc.constantFrom('Basic eDp5', 'Basic %%%', 'Bearer x', 'Basic JTpl'),
        cookie: fc.constantFrom(
          `${cookies}-session=x`,
          `${cookies}-session-others=x.y..z`,
          `${cookies}-interaction=x; ${cookies}-resume=x`,
          '=;=',
          `${cookies}-session=%`,
        ),
        origin: fc.constantFrom('null', 'http://localhost:5000', 'http://evil.example.com'),
        host: fc.constantFrom('contoso.ciamlogin.com', 'localhost', 'x', 'a b', '[::1]', ''),
        'client-request-id': fc.constantFrom('x', '00000000-0000-0000-0000-000000000000'),
        accept: fc.constantFrom('text/html', 'application/json', '*/*', 'x'),
      },
      { requiredKeys: [] },
    ),
    body: fc.oneof(
      { weight: 4, arbitrary: form },
      { weight: 1, arbitrary: fc.json() },
      { weight: 1, arbitrary: fc.string({ maxLength: 300 }) },
    ),
  });
  const change = fc.array(fc.tuple(fc.constantFrom(...parameters), value), { maxLength: 2 });
  const spoilt = fc
    .tuple(fc.constantFrom(...wholeRequests()), change)
    .map(([[method, endpoint, whole], changes]): Shot => {
      const text = new URLSearchParams({ ...whole, ...Object.fromEntries(changes) }).toString();
      const at = `/${tenant.tenantId}/oauth2/v2.0/${endpoint}`;
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return { method, path: method === 'GET' ? `${at}?${text}` : at, headers, body: text };
    });
  const shot = fc.oneof(anything, spoilt);
  const statuses = new Map<number, number>();
  const failures: string[] = [];
  const fire = async (made: Shot) => {
    const status = await send(tenant.port, made);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status >= 500) failures.push(JSON.stringify(made));
  };
  const generated = fc.sample(shot, { numRuns: 2000, seed: 20_261_120 });
  for (let done = 0; done < requests; done += atOnce) {
    const more = done % 2000 < atOnce ? fc.sample(shot, { numRuns: 2000, seed: done }) : generated;
    if (more !== generated) generated.splice(0, Infinity, ...more);
    await Promise.all(
      Array.from({ length: atOnce }, (_, index) => generated[(done + index) % generated.length]).map(
        (made) => made && fire(made),
      ),
    );
  }
  process.stdout.write(
    `statuses: ${JSON.stringify(Object.fromEntries([...statuses].toSorted(([a], [b]) => a - b)))}\n`,
  );
  expect(failures.slice(0, 5)).toEqual([]);
  expect(unexpected.slice(0, 5)).toEqual([]);
  tenant.control.reset();
  expect((await post(tenant, 'token', await codeRequest(tenant))).status).toBe(200);
}, 900_000);

function send(port: number, { method, path, headers, body }: Shot): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(
      { host: '127.0.0.1', port, method, path: path.replaceAll(/[^!-~]/g, ''), headers, agent: false },
      (response) => {
        response.resume();
        response.on('close', () => resolve(response.statusCode ?? 0));
      },
    );
    // No response at all is as bad as one that says so.
    sent.on('error', () => resolve(599));
    sent.setTimeout(20_000, () => sent.destroy());
    sent.end(method === 'GET' || method === 'HEAD' ? undefined : body);
  });
}
