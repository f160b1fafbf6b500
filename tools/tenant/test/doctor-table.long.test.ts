import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckName, Finding } from '../src/doctor/finding.ts';
import type { Program } from '../src/doctor/programs.ts';
import { ids, type RunningSet, startSet } from './doctor-setting.ts';

let set: RunningSet;
beforeAll(async () => {
  set = await startSet();
});
afterAll(() => set[Symbol.asyncDispose]());

const failures = (findings: Finding[]): Finding[] => findings.filter(({ status }) => status === 'failed');

/** What is wrong, whom it concerns, and what the text and the fix must say. */
type Row = [
  what: string,
  changes: Record<string, string | undefined>,
  program: Program | undefined,
  check: CheckName,
  text: RegExp,
  fix: RegExp,
];

const wrongSettings: Row[] = [
  [
    'no subdomain',
    { TENANT_SUBDOMAIN: undefined },
    undefined,
    'settings',
    /TENANT_SUBDOMAIN is not set/,
    /tenant register/,
  ],
  ['a whole domain', { TENANT_SUBDOMAIN: 'contoso.com' }, undefined, 'settings', /not one word/, /tenant register/],
  [
    'a malformed tenant ID',
    { TENANT_ID: 'contoso' },
    undefined,
    'settings',
    /TENANT_ID is not a GUID/,
    /tenant register/,
  ],
  [
    'plain http',
    { AUTHORITY: 'http://login.contoso.com/' },
    undefined,
    'settings',
    /not an https URL/,
    /tenant register/,
  ],
  ['another tenant ID', { TENANT_ID: ids.web }, undefined, 'discovery', /AADSTS90002/, /TENANT_ID/],
  ['another subdomain', { TENANT_SUBDOMAIN: 'fabrikam' }, undefined, 'discovery', /AADSTS90002/, /TENANT_SUBDOMAIN/],
  [
    'no such host',
    { AUTHORITY: 'https://contoso.invalid/' },
    undefined,
    'dns',
    /contoso\.invalid cannot be resolved/,
    /for a typo/,
  ],
  [
    'nothing there',
    { AUTHORITY: 'http://127.0.0.1:9/' },
    undefined,
    'discovery',
    /^Nothing is listening at 127\.0\.0\.1:9\./,
    /pnpm emulator/,
  ],
  [
    'unknown device app',
    { DEVICE_CODE_CLIENT_ID: ids.api.replace('3333', '9999') },
    'device-code',
    'client',
    /AADSTS700016/,
    /client/i,
  ],
  [
    'no device app',
    { DEVICE_CODE_CLIENT_ID: undefined },
    'device-code',
    'settings',
    /DEVICE_CODE_CLIENT_ID is not set/,
    /Overview/,
  ],
  [
    'a web app for devices',
    { DEVICE_CODE_CLIENT_ID: ids.web },
    'device-code',
    'public-client',
    /AADSTS7000218/,
    /public client/,
  ],
  [
    'a placeholder',
    { WEB_APP_CLIENT_ID: 'Enter_the_Application_Id_Here' },
    'web-app',
    'settings',
    /still contains its placeholder/,
    /Overview/,
  ],
  [
    'unknown web app',
    { WEB_APP_CLIENT_ID: ids.api.replace('3333', '9999') },
    'web-app',
    'client',
    /AADSTS700016/,
    /client/i,
  ],
  [
    'another redirect URI',
    { REDIRECT_URI: 'http://localhost:3000/auth/redirect/other' },
    'web-app',
    'settings',
    /must end in \/auth\/redirect/,
    /auth\/redirect/,
  ],
  [
    'an unregistered redirect URI',
    { REDIRECT_URI: 'https://app.example.com/auth/redirect', TRUST_PROXY: '1' },
    'web-app',
    'redirect-uri',
    /not registered \(AADSTS50011\)/,
    /Authentication/,
  ],
  [
    'an unregistered sign-out URI',
    { POST_LOGOUT_REDIRECT_URI: 'http://localhost:3000/bye' },
    'web-app',
    'post-logout-redirect-uri',
    /bye is not registered/,
    /Authentication/,
  ],
  ['a wrong secret', { WEB_APP_CLIENT_SECRET: 'wrong' }, 'web-app', 'credential', /AADSTS7000215/, /value/i],
  [
    'the ID of a secret',
    { WEB_APP_CLIENT_SECRET: ids.web },
    'web-app',
    'settings',
    /looks like the ID of a secret/,
    /Value/,
  ],
  ['a short session secret', { EXPRESS_SESSION_SECRET: 'short' }, 'web-app', 'settings', /shorter than 32/, /node -p/],
  [
    'no session secret in production',
    {
      EXPRESS_SESSION_SECRET: undefined,
      NODE_ENV: 'production',
      SESSION_STORE: 'memory',
      AUTHORITY: 'https://127.0.0.1:9/',
      REDIRECT_URI: 'https://localhost/auth/redirect',
      POST_LOGOUT_REDIRECT_URI: 'https://localhost/',
      TRUST_PROXY: '1',
      WEB_APP_CLIENT_SECRET: 'one of its own',
      DAEMON_CLIENT_SECRET: 'one of its own',
    },
    'web-app',
    'settings',
    /not set\. In production/,
    /node -p/,
  ],
  [
    'a host that is not of this machine',
    { HOST: '192.0.2.1' },
    'web-app',
    'port',
    /192\.0\.2\.1 is not an address of this machine \(EADDRNOTAVAIL\)/,
    /HOST/,
  ],
  [
    'no Redis',
    { REDIS_URL: 'redis://127.0.0.1:9' },
    'web-app',
    'redis',
    /^Redis does not respond \(ECONNREFUSED\)/,
    /REDIS_URL/,
  ],
  [
    'a wrong secret of the daemon',
    { DAEMON_CLIENT_SECRET: 'wrong' },
    'daemon',
    'credential',
    /AADSTS7000215/,
    /value/i,
  ],
  ['an unknown API', { SCOPES: 'api://nowhere' }, 'daemon', 'credential', /AADSTS500011/, /./],
  [
    'an app without permissions',
    { DAEMON_CLIENT_ID: ids.web },
    'daemon',
    'permissions',
    /does not have ToDoList\.Read\.All or/,
    /Grant admin consent/,
  ],
  [
    'another API id',
    { API_CLIENT_ID: ids.web, SCOPES: `api://${ids.api}` },
    'daemon',
    'token-version',
    /is for .*4444, and API_CLIENT_ID/,
    /same API/,
  ],
  [
    'no certificate file',
    { DAEMON_CLIENT_CERTIFICATE: '/nowhere.pem' },
    'daemon',
    'settings',
    /names a file that does not exist/,
    /./,
  ],
  [
    'an API elsewhere',
    { API_ENDPOINT: 'https://api.invalid/api/todolist' },
    'api',
    'api-refuses',
    /does not respond/,
    /API_ENDPOINT/,
  ],
  [
    'no PostgreSQL',
    { DATABASE_URL: 'postgres://127.0.0.1:9/test' },
    'api',
    'database',
    /^Nothing is listening at the host and port in DATABASE_URL/,
    /DATABASE_URL/,
  ],
  [
    'a database URL that cannot be read',
    { DATABASE_URL: 'postgres://me:ses%zzame@127.0.0.1/test' },
    'api',
    'database',
    /^(?!.*ses)/,
    /DATABASE_URL/,
  ],
  ['a malformed database URL', { DATABASE_URL: 'mysql://x' }, 'api', 'settings', /DATABASE_URL is neither/, /postgres/],
];

test.each(wrongSettings)('%s', async (_what, changes, program, check, text, fix) => {
  const [first] = failures(await set.findings(changes));
  expect(first).toMatchObject({ check, ...(program ? { program } : {}), text: expect.stringMatching(text) });
  // A problem of the settings says in itself what to do.
  expect(`${first?.fix ?? ''} ${first?.text ?? ''}`).toMatch(fix);
});

type Fault = Parameters<RunningSet['control']['addFault']>[0];
test.each<[string, Fault, CheckName, RegExp]>([
  [
    'discovery is down',
    { endpoint: 'discovery', kind: 'status', status: 503 },
    'discovery',
    /responded with status 503/,
  ],
  [
    'discovery is a page',
    { endpoint: 'discovery', kind: 'html', status: 200 },
    'discovery',
    /not an OpenID Connect discovery document/,
  ],
  ['discovery breaks off', { endpoint: 'discovery', kind: 'reset' }, 'discovery', /did not respond/],
  [
    'keys are down',
    { endpoint: 'keys', kind: 'status', status: 500 },
    'signing-keys',
    /no signing keys at .*status 500/,
  ],
  ['keys are a page', { endpoint: 'keys', kind: 'html' }, 'signing-keys', /no signing keys/],
  ['no device codes', { endpoint: 'devicecode', kind: 'status', status: 500 }, 'client', /429 .* or 5xx/],
  [
    'device codes are a page',
    { endpoint: 'devicecode', kind: 'html', status: 200 },
    'client',
    /The response is not JSON/,
  ],
  [
    'a policy blocks the device app',
    {
      endpoint: 'devicecode',
      kind: 'error',
      error: 'invalid_grant',
      number: 53_003,
      description: 'AADSTS53003: Blocked.',
    },
    'client',
    /AADSTS53003/,
  ],
  ['tokens are a page', { endpoint: 'token', kind: 'html', status: 200 }, 'public-client', /The response is not JSON/],
  ['forged tokens', { endpoint: 'token', kind: 'bad_signature' }, 'api-answers', /401/],
  ['expired tokens', { endpoint: 'token', kind: 'expired_token' }, 'api-answers', /401.*expired/],
  ['tokens of the future', { endpoint: 'token', kind: 'future_token' }, 'api-answers', /401.*not valid yet/],
])('when %s, that is what it says', async (_what, fault, check, text) => {
  set.control.addFault(fault);
  const [first] = failures(await set.findings());
  set.control.clearFaults();
  expect(first).toMatchObject({ check, text: expect.stringMatching(text) });
});
