import { type AddressInfo, createServer, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { defaultTenant } from 'ciam-emulator';
import { freePort, isMissing, localServer } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCertificate } from '../src/certificate.ts';
import { doctorEnvironments } from '../src/config.ts';
import type { CheckName, Finding } from '../src/doctor/finding.ts';
import { programs } from '../src/doctor/programs.ts';
import { ids, type RunningSet, startSet, withApplication } from './doctor-setting.ts';

let set: RunningSet;
beforeAll(async () => {
  set = await startSet();
});
afterAll(() => set[Symbol.asyncDispose]());

const failures = (findings: Finding[]): Finding[] => findings.filter(({ status }) => status === 'failed');

test('a good setup has nothing to correct, and every kind of check was made', async () => {
  const findings = await set.findings();
  expect(failures(findings)).toEqual([]);
  const passed = findings.filter(({ status }) => status === 'passed').map(({ check }) => check);
  const expected: CheckName[] = [
    ...(['settings', 'discovery', 'signing-keys', 'clock', 'client', 'public-client', 'redirect-uri'] as const),
    ...(['post-logout-redirect-uri', 'credential', 'permissions', 'token-version', 'token-kind'] as const),
    ...(['port', 'api-refuses', 'api-answers'] as const),
  ];
  expect(passed).toEqual(expect.arrayContaining(expected));
  expect(findings).toContainEqual({
    check: 'signing-keys',
    status: 'passed',
    text: expect.stringMatching(/^(One signing key|\d+ signing keys) at http/) as string,
  });
  for (const secret of ['emulator-only-not-a-secret', 'for-the-tests-alone']) {
    expect(JSON.stringify(findings)).not.toContain(secret);
  }
});

test.each([
  ['AUTHORTY', 'AUTHORITY', { AUTHORITY: undefined }],
  ['WEB_APP_PROT', 'WEB_APP_PORT', { WEB_APP_PORT: undefined }],
  ['daemon_federated_token_file', 'DAEMON_FEDERATED_TOKEN_FILE', {}],
])('%s is noticed, for %s is not set', async (name, meant, without) => {
  const findings = await set.findings({ ...without, [name]: 'hunter2-hunter2' });
  const text = `No program reads ${name}. Did you mean ${meant}?`;
  expect(findings).toContainEqual({ check: 'settings', status: 'skipped', text });
  expect(JSON.stringify(findings)).not.toContain('hunter2');
});

test('a variable that the missing one already names is not mentioned again', async () => {
  const findings = await set.findings({ DAEMON_CLIENT_ID: undefined, DEAMON_CLIENT_ID: ids.daemon });
  const texts = findings.map(({ text }) => text).filter((text) => text.includes('DEAMON_CLIENT_ID'));
  expect(texts).toEqual([expect.stringMatching(/^DAEMON_CLIENT_ID is not set \(DEAMON_CLIENT_ID is\)\./)]);
});

test('a variable that is similar to one that is set is not mentioned', async () => {
  const findings = await set.findings({ AUTHORITIES: 'x', WEB_APP_PORTS: 'x' });
  expect(findings.filter(({ text }) => text.startsWith('No program reads'))).toEqual([]);
});

describe('sessions', () => {
  const redis = { REDIS_URL: 'redis://127.0.0.1:9' };
  test.each<[string, Record<string, string | undefined>, Finding['status'], RegExp, RegExp]>([
    ['a secret and Redis', redis, 'passed', /^Sessions outlive a restart of the app\.$/, /^$/],
    [
      'a secret and memory',
      {},
      'skipped',
      /^Sessions are kept in memory: everyone is signed out/,
      /^To keep them, set REDIS_URL/,
    ],
    [
      'a secret, and memory although there is Redis',
      { ...redis, SESSION_STORE: 'memory' },
      'skipped',
      /^Sessions are kept in memory/,
      /remove SESSION_STORE=memory/,
    ],
    [
      'no secret, and Redis',
      { ...redis, EXPRESS_SESSION_SECRET: undefined },
      'skipped',
      /^EXPRESS_SESSION_SECRET is not set: everyone is signed out/,
      /^Set it\. Generate one/,
    ],
    [
      'no secret, and memory',
      { EXPRESS_SESSION_SECRET: undefined },
      'skipped',
      /^EXPRESS_SESSION_SECRET is not set: everyone is signed out/,
      /^Set it, and REDIS_URL to keep the sessions\. Generate one/,
    ],
  ])('%s', async (_what, changes, status, text, fix) => {
    const finding = (await set.findings(changes)).find(({ check }) => check === 'session-secret');
    expect(finding).toMatchObject({ status, text: expect.stringMatching(text) });
    expect(finding?.fix ?? '').toMatch(fix);
  });
});

test.each([
  ['http://localhost:9/', ['passed']],
  ['http://127.0.0.1:9/', []],
  ['http://[::1]:9/', []],
])('where %s is gets a line only if it is a name', async (authority, statuses) => {
  const findings = await set.findings({ AUTHORITY: authority });
  expect(findings.filter(({ check }) => check === 'dns').map(({ status }) => status)).toEqual(statuses);
});

test('a redirect URI with the port of another program is worth knowing', async () => {
  const findings = await set.findings({ WEB_APP_PORT: String(await freePort()) });
  expect(failures(findings)).toEqual([]);
  const text = expect.stringMatching(/^REDIRECT_URI sends browsers to port 3000/);
  expect(findings).toContainEqual(expect.objectContaining({ check: 'port', status: 'skipped', text }));
});

test('an authorize page that says nothing is not a failure', async () => {
  set.control.addFault({ endpoint: 'authorize', kind: 'html', status: 200 });
  const findings = await set.findings();
  set.control.clearFaults();
  expect(failures(findings)).toEqual([]);
  expect(findings).toContainEqual(expect.objectContaining({ check: 'redirect-uri', status: 'skipped' }));
});

const day = 86_400_000;
const redirectUris = ['http://localhost:3000/auth/redirect', 'http://localhost:3000/'];
const frontChannel = 'http://localhost:3000/auth/frontchannel-logout';
describe('what is wrong in the tenant', () => {
  test.each<[string, Parameters<typeof startSet>[0], Partial<Finding>]>([
    [
      'public client flows are off',
      { config: withApplication(ids.device, { isFallbackPublicClient: false }) },
      { check: 'public-client', program: 'device-code' },
    ],
    [
      'the secret has expired',
      {
        config: withApplication(ids.web, {
          passwordCredentials: [
            { secretText: 'emulator-only-not-a-secret', endDateTime: new Date(Date.now() - day).toISOString() },
          ],
        }),
      },
      { check: 'credential', program: 'web-app', text: expect.stringContaining('AADSTS7000222') as string },
    ],
    [
      'the redirect URI is that of a single-page app',
      {
        config: withApplication(ids.web, {
          web: { redirectUris: ['http://localhost:3000/'], logoutUrl: frontChannel },
          spa: { redirectUris: ['http://localhost:3000/auth/redirect'] },
        }),
      },
      { check: 'redirect-platform', program: 'web-app', code: expect.stringMatching(/^AADSTS900232[57]$/) as string },
    ],
    [
      'the redirect URI is that of a public app',
      {
        config: withApplication(ids.web, {
          web: { redirectUris: ['http://localhost:3000/'], logoutUrl: frontChannel },
          publicClient: { redirectUris: ['http://localhost:3000/auth/redirect'] },
        }),
      },
      { check: 'redirect-platform', program: 'web-app', code: 'AADSTS700025' },
    ],
    [
      'there is no front-channel logout URL',
      { config: withApplication(ids.web, { web: { redirectUris } }) },
      { check: 'front-channel', program: 'web-app', text: expect.stringContaining('has no front-channel') as string },
    ],
    [
      'the front-channel logout URL is that of another app',
      {
        config: withApplication(ids.web, {
          web: { redirectUris, logoutUrl: 'http://localhost:9999/auth/frontchannel-logout' },
        }),
      },
      {
        check: 'front-channel',
        program: 'web-app',
        text: expect.stringContaining('is not that of this app') as string,
      },
    ],
    [
      'the API has no service principal',
      { config: withApplication(ids.api, 'absent') },
      { check: 'credential', program: 'daemon', text: expect.stringContaining('AADSTS500011') as string },
    ],
    [
      'one app role is missing',
      {
        config: { ...defaultTenant, appRoleAssignments: (defaultTenant.appRoleAssignments ?? []).slice(0, 1) },
      },
      { check: 'permissions', text: 'The daemon does not have ToDoList.ReadWrite.All.' },
    ],
    [
      'the API leaves the daemon out',
      { api: { ALLOWED_CLIENT_APPS: ids.web } },
      { check: 'api-answers', text: expect.stringContaining('with 403') as string },
    ],
    [
      'the API is for another client ID',
      { api: { API_CLIENT_ID: ids.web } },
      { check: 'api-answers', text: expect.stringContaining('with 401') as string },
    ],
  ])('%s', async (_what, options, expected) => {
    await using broken = await startSet(options);
    const found = failures(await broken.findings());
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject(expected);
    expect(found[0]?.fix).toMatch(/\w{4}/);
  });

  test.each([
    [600, /is 1[01] minutes behind the tenant's/],
    [-7200, /is 1[12]\d minutes ahead of the tenant's/],
  ])('clocks that are %i seconds apart are named with their difference', async (advanceSeconds, text) => {
    await using broken = await startSet();
    broken.control.setClock({ advanceSeconds });
    const found = failures(await broken.findings());
    expect(found[0]).toMatchObject({ check: 'clock', text: expect.stringMatching(text) });
  });

  test('tokens do not say what kind they are: worth a line, not a failure', async () => {
    await using broken = await startSet({ config: withApplication(ids.api, { optionalClaims: {} }) });
    const findings = await broken.findings();
    expect(failures(findings)).toEqual([]);
    expect(findings).toContainEqual(expect.objectContaining({ check: 'token-kind', status: 'skipped' }));
  });
});

test('a certificate that the tenant does not know, and one about to expire', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-certificate-'));
  const { path } = await createCertificate(join(folder, 'daemon.pem'), 'daemon');
  const found = failures(
    await set.findings({ DAEMON_CLIENT_CERTIFICATE: path }, { now: () => Date.now() + 350 * day }),
  );
  rmSync(dirname(path), { recursive: true });
  expect(found).toContainEqual(
    expect.objectContaining({ check: 'credential', text: expect.stringContaining('AADSTS700027') }),
  );
  expect(found).toContainEqual(
    expect.objectContaining({ check: 'expiry', text: expect.stringMatching(/valid for 1\d more days/) }),
  );
});

test('an expired certificate is said once, and as expired', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-certificate-'));
  const { path } = await createCertificate(join(folder, 'daemon.pem'), 'daemon', new Date(Date.now() - 364.5 * day));
  const soon = failures(await set.findings({ DAEMON_CLIENT_CERTIFICATE: path }));
  expect(soon.find(({ check }) => check === 'expiry')?.text).toMatch(/valid for 0 more days/);
  const later = { now: () => Date.now() + 1.6 * day };
  const found = failures(await set.findings({ DAEMON_CLIENT_CERTIFICATE: path }, later));
  rmSync(folder, { recursive: true });
  expect(found.filter(({ check }) => check === 'expiry')).toEqual([]);
});

test('a clock that is wrong, either way', async () => {
  const [ahead] = failures(await set.findings({}, { now: () => Date.now() + 300_000 }));
  const [behind] = failures(await set.findings({}, { now: () => Date.now() - 300_000 }));
  expect(ahead).toMatchObject({ check: 'clock', text: expect.stringMatching(/5 minutes ahead of/) });
  expect(behind).toMatchObject({ check: 'clock', text: expect.stringMatching(/5 minutes behind/) });
});

test.each<[string, number, string, CheckName, RegExp]>([
  ['a proxy’s page', 200, '<html>', 'discovery', /not an OpenID Connect discovery document/],
  ['a tenant that is down', 503, '', 'discovery', /responded with status 503/],
  ['a tenant that is another', 200, JSON.stringify(impostor()), 'discovery', /neither its own address nor/],
])('%s instead of the tenant', async (_what, status, body, check, text) => {
  await using other = await localServer((_request, response) => response.writeHead(status).end(body));
  const [first] = failures(await set.findings({ AUTHORITY: other.url }));
  expect(first).toMatchObject({ check, text: expect.stringMatching(text) });
});

function impostor(): object {
  const at = 'https://evil.example.com/';
  return { issuer: at, authorization_endpoint: at, token_endpoint: at, jwks_uri: at };
}

test('a tenant whose TLS certificate nobody vouches for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-tls-'));
  const { readFile } = await import('node:fs/promises');
  const { path } = await createCertificate(join(folder, 'tls.pem'), '127.0.0.1');
  const pem = await readFile(path, 'utf8');
  rmSync(folder, { recursive: true });
  await using tls = await startSet({ emulator: { tls: { key: pem, cert: pem } } });
  const [first] = failures(await tls.findings());
  expect(first).toMatchObject({ check: 'tls', fix: expect.stringContaining('NODE_EXTRA_CA_CERTS') });
});

test.each<[string, number, RegExp]>([
  ['lets everyone in', 200, /admits everyone/],
  ['is something else', 404, /Another program responds there/],
  ['refuses without a challenge', 401, /Another program responds there/],
  ['is not in order', 503, /\/readyz\.$/],
])('an API that %s is not handed a token', async (_what, status, fix) => {
  const seen: unknown[] = [];
  await using other = await localServer(({ headers }, response) => {
    seen.push(headers.authorization);
    response.writeHead(status).end('[]');
  });
  const found = failures(await set.findings({ API_ENDPOINT: `${other.url}api/todolist` }));
  expect(found).toEqual([expect.objectContaining({ check: 'api-refuses', fix: expect.stringMatching(fix) })]);
  expect(seen).toEqual([undefined]);
});

test.each(['null', '{"keys":"x"}', '{"keys":[null,{"kty":"EC"}]}', '<html>'])(
  'signing keys that are %s',
  async (body) => {
    const tenantId = defaultTenant.tenantId;
    await using other = await localServer(({ headers, url = '' }, response) => {
      const origin = `http://${headers.host}`;
      const metadata = {
        issuer: `${origin}/${tenantId}/v2.0`,
        authorization_endpoint: `${origin}/authorize`,
        token_endpoint: `${origin}/token`,
        jwks_uri: `${origin}/keys`,
      };
      response.setHeader('content-type', 'application/json');
      response.end(url.endsWith('/keys') ? body : JSON.stringify(metadata));
    });
    const found = failures(await set.findings({ AUTHORITY: other.url }));
    expect(found[0]).toMatchObject({
      check: 'signing-keys',
      text: expect.stringMatching(/^There are no signing keys at/),
    });
    // Whatever else is wrong with such a tenant, nothing is without a fix.
    expect(found.filter(({ fix, link }) => !fix && !link)).toEqual([]);
  },
);

test('a port on which something answers null', async () => {
  await using other = await localServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('null');
  });
  const found = failures(await set.findings({ WEB_APP_PORT: new URL(other.url).port }));
  expect(found).toEqual([expect.objectContaining({ check: 'port', program: 'web-app' })]);
});

test('a port that something else uses; an API of these samples that does not run is not a failure', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address ? String(address.port) : '';
  const [first] = failures(await set.findings({ WEB_APP_PORT: port }));
  other.close();
  expect(first).toMatchObject({ check: 'port', program: 'web-app', fix: expect.stringContaining('WEB_APP_PORT') });

  const findings = await set.findings({ API_ENDPOINT: 'http://127.0.0.1:9/api/todolist' });
  expect(failures(findings)).toEqual([]);
  expect(findings).toContainEqual(expect.objectContaining({ check: 'api-refuses', status: 'skipped' }));
});

test.each<[string, (port: number) => Record<string, string>, CheckName]>([
  ['Redis', (port) => ({ REDIS_URL: `redis://127.0.0.1:${port}` }), 'redis'],
  ['PostgreSQL', (port) => ({ DATABASE_URL: `postgres://me:sesame@127.0.0.1:${port}/test` }), 'database'],
])('a %s that takes connections and says nothing does not hold up the doctor', async (_what, settings, check) => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket));
  await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const findings = await set.findings(settings(port));
  for (const socket of sockets) socket.destroy();
  silent.close();
  expect(failures(findings)).toEqual([
    expect.objectContaining({
      check,
      text: expect.stringMatching(/^Redis does not respond|^The database in DATABASE_URL does not respond/),
    }),
  ]);
});

test('a settings file that cannot be read is a finding', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-settings-'));
  mkdirSync(join(folder, '.env'));
  const folders = { 'device-code': folder, 'web-app': folder, daemon: folder, api: folder };
  const findings = await set.findings({}, doctorEnvironments(programs, folders));
  rmSync(folder, { recursive: true });
  const text = expect.stringMatching(/\.env exists but cannot be read \(EISDIR\)\. Make it readable, or remove it\.$/);
  expect(findings).toEqual([{ check: 'settings', status: 'failed', text }]);
});

test('programs that sign in to different tenants', async () => {
  const elsewhere = { ...set.env, TENANT_SUBDOMAIN: 'fabrikam' };
  const environments = { 'device-code': set.env, daemon: elsewhere };
  const [first] = failures(await set.findings({}, { environments }));
  expect(first).toMatchObject({
    check: 'settings',
    text: 'The programs do not all sign in to the same tenant.',
    fix: expect.stringContaining('--app'),
  });
});

describe.skipIf((await isMissing('redis')) || (await isMissing('postgresql')))('stores that are there', () => {
  test('answer', async () => {
    const findings = await set.findings({
      REDIS_URL: 'redis://127.0.0.1:6379',
      DATABASE_URL: 'postgres://postgres@127.0.0.1:5432/test',
    });
    expect(failures(findings)).toEqual([]);
    const checks = findings.map(({ check, status }) => `${check} ${status}`);
    expect(checks).toEqual(expect.arrayContaining(['redis passed', 'database passed']));
  });
});
