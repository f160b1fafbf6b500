import { createServer } from 'node:net';
import { AuthError, ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node';
import { expect, test, vi } from 'vitest';
import { type Attempt, createNetworkClient, type NetworkClientOptions } from '../src/index.ts';
import { fixFor } from '../src/fix/index.ts';
import { type Act, scriptedServer } from 'test-support';

const token: Act = {
  status: 200,
  body: { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: 'a.b.c' },
};
const html: Act = { status: 502, body: '<html>Bad gateway</html>' };
const clientCredentials = 'grant_type=client_credentials&scope=x';
const authorizationCode = 'grant_type=authorization_code&code=once';

/** One POST as MSAL makes it. */
const post = (url: string, body = clientCredentials, options: NetworkClientOptions = {}) =>
  createNetworkClient(options).sendPostRequestAsync(url, { body, headers: {}, correlationId: 'correlation' });

const failure = async (promise: Promise<unknown>): Promise<AuthError> => {
  const error = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof AuthError)) throw new Error(`expected an AuthError, got ${String(error)}`);
  return error;
};

const faults: [string, Act][] = [
  ['HTML with 502', html],
  ['429', { status: 429, body: {} }],
  ['500', { status: 500, body: {} }],
  ['503 with Retry-After', { status: 503, headers: { 'retry-after': '1' } }],
  ['a reset connection', 'reset'],
  ['a response that breaks off', 'break off'],
  ['no response in time', 'hang'],
];

test.concurrent.for(faults)('a client-credentials request gets over %s', async ([, fault], { expect }) => {
  await using server = await scriptedServer(fault, token);
  const response = await post(server.url, clientCredentials, { timeoutMs: 300 });
  expect(response).toMatchObject({ status: 200, body: { access_token: 'a.b.c' } });
  expect(server.received).toHaveLength(2);
});

test.concurrent.for(faults)('an authorization code is not sent twice after %s', async ([, fault], { expect }) => {
  await using server = await scriptedServer(fault, token);
  await failure(post(server.url, authorizationCode, { timeoutMs: 300 }));
  expect(server.received).toHaveLength(1);
});

test('an authorization code is sent again when nothing listened', async () => {
  const probe = createServer();
  await new Promise<void>((resolve) => void probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => void probe.close(resolve));
  const made: Attempt[] = [];
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
  const error = await failure(
    post(url, authorizationCode, { attempts: 2, onAttempt: (attempt) => void made.push(attempt) }),
  );
  expect(made).toMatchObject([
    { method: 'POST', outcome: 'ECONNREFUSED', attempt: 1, attempts: 2, retryInMs: expect.any(Number) },
    { method: 'POST', outcome: 'ECONNREFUSED', attempt: 2, attempts: 2 },
  ]);
  expect(made[1]?.retryInMs).toBeUndefined();
  expect(error).toMatchObject({ errorCode: 'network_unreachable', correlationId: 'correlation' });
  expect(error.errorMessage).toMatch(
    /^Nothing is listening at 127\.0\.0\.1:\d+, tried 2 times in .*\. Start the local tenant/,
  );
});

test('Retry-After is kept to', async () => {
  await using server = await scriptedServer({ status: 503, headers: { 'retry-after': '1' } }, token);
  await post(server.url);
  const [first, second] = server.received;
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
});

test('a Retry-After longer than the time left ends it at once', async () => {
  await using server = await scriptedServer({ status: 429, headers: { 'retry-after': '3600' } });
  const error = await failure(post(server.url));
  expect(server.received).toHaveLength(1);
  expect(error).toMatchObject({ errorCode: 'service_unavailable' });
});

test('attempts are bounded, and the message says how many there were and what the service said', async () => {
  const body = { error: 'temporarily_unavailable', error_description: 'AADSTS90033: A transient error has occurred.' };
  await using server = await scriptedServer({ status: 503, body });
  const error = await failure(post(server.url, clientCredentials, { attempts: 2 }));
  expect(server.received).toHaveLength(2);
  expect(error.errorMessage).toMatch(
    /status 503, tried 2 times in [\d.]+ s\. Try again in a moment\. It said: AADSTS90033: A transient error/,
  );
});

test('the time for all attempts is bounded', async () => {
  await using server = await scriptedServer('hang');
  const start = performance.now();
  const error = await failure(post(server.url, clientCredentials, { totalMs: 600, timeoutMs: 10_000 }));
  expect(performance.now() - start).toBeLessThan(5_000);
  expect(error).toMatchObject({ errorCode: 'network_broken' });
});

test.concurrent('an attempt may be given longer than all attempts together', async ({ expect }) => {
  await using server = await scriptedServer(token);
  await expect(post(server.url, clientCredentials, { totalMs: 5000, timeoutMs: 5000 })).resolves.toMatchObject({
    status: 200,
  });
});

test('a response of more than the limit is not read to its end', async () => {
  await using server = await scriptedServer({ status: 200, body: { filler: 'x'.repeat(2 * 1024 * 1024) } });
  const error = await failure(post(server.url));
  expect(error).toMatchObject({ errorCode: 'response_too_large' });
  expect(server.received).toHaveLength(1);
});

test.each([
  ['HTML', '<html>Sign in to the hotel network</html>'],
  ['nothing', ''],
  ['a JSON string', '"surprise"'],
])('%s with status 200 is one clear error', async (_, body) => {
  await using server = await scriptedServer({ status: 200, body });
  const error = await failure(post(server.url));
  expect(error).toMatchObject({ errorCode: 'response_not_json', correlationId: 'correlation' });
  expect(error.errorMessage).toMatch(/status 200 and text\/html, not with JSON/);
});

test.each(['null', '[]', '{'])('%s that says it is JSON is not said to be something else', async (body) => {
  await using server = await scriptedServer({ status: 200, body, headers: { 'content-type': 'application/json' } });
  const error = await failure(post(server.url));
  expect(error).toMatchObject({ errorCode: 'response_not_json' });
  expect(error.errorMessage).toContain('application/json that is not a JSON object');
});

test('a proxy that fails is named, and not the tenant', async () => {
  vi.stubEnv('HTTPS_PROXY', '127.0.0.1:9');
  const error = await failure(post('https://contoso.example/', clientCredentials, { attempts: 1 }));
  vi.unstubAllEnvs();
  expect(error).toMatchObject({ errorCode: 'proxy_unreachable' });
  expect(error.errorMessage).toMatch(/The proxy 127\.0\.0\.1:9 \(HTTPS_PROXY\) does not respond \(ECONNREFUSED\)/);
});

test("a refusal is MSAL's to read, and is not repeated", async () => {
  const body = { error: 'invalid_client', error_codes: [7000215] };
  await using server = await scriptedServer({ status: 401, body });
  await expect(post(server.url)).resolves.toMatchObject({ status: 401, body });
  expect(server.received).toHaveLength(1);
});

test('the signal ends a request in flight and a wait', async () => {
  await using server = await scriptedServer('hang', { status: 503, headers: { 'retry-after': '20' } });
  for (const _ of [1, 2]) {
    const abort = new AbortController();
    const response = failure(post(server.url, clientCredentials, { signal: abort.signal }));
    await new Promise((resolve) => void setTimeout(resolve, 100));
    const start = performance.now();
    abort.abort();
    expect(await response).toMatchObject({ errorCode: 'request_aborted' });
    expect(performance.now() - start).toBeLessThan(2_000);
  }
});

test.each<[string, number, unknown]>([
  ['null', 200, null],
  ['a list', 200, [1]],
  ['an empty object', 200, {}],
  ['a token that is not text', 200, { access_token: {} }],
  ['a token that is empty', 200, { access_token: '' }],
  ['a lifetime that is not a number', 200, { access_token: 'a.b.c', expires_in: { soon: true } }],
  ['an ID token that is not text', 200, { access_token: 'a.b.c', id_token: 7 }],
  ['an error that is not text', 400, { error: { code: 'no' } }],
  ['an error whose description is a list', 400, { error: 'invalid_grant', error_description: ['no'] }],
  ['an error whose numbers are not a list', 400, { error: 'invalid_grant', error_codes: 7 }],
  ['a refusal of a gateway', 403, { message: 'Forbidden' }],
  ['tokens where a refusal belongs', 401, { access_token: 'a.b.c' }],
  ['tokens with a redirect', 302, { access_token: 'a.b.c' }],
])('%s with status %i is one clear error', async (_, status, body) => {
  await using server = await scriptedServer({ status, body: JSON.stringify(body) });
  const error = await failure(post(server.url));
  expect(error.errorCode).toMatch(/^response_(?:invalid|not_json)$/);
  expect(error.errorMessage).toContain(`status ${status}`);
  expect(fixFor(error)).toMatchObject({ kind: 'failed', link: expect.stringContaining('https://') });
});

const confidentialClient = (endpoint: string, options: NetworkClientOptions) => {
  const authority = 'https://contoso.example/aaaabbbb-0000-cccc-1111-dddd2222eeee';
  const metadata = {
    issuer: authority,
    authorization_endpoint: endpoint,
    token_endpoint: endpoint,
    jwks_uri: endpoint,
  };
  return new ConfidentialClientApplication({
    auth: {
      clientId: '00001111-aaaa-2222-bbbb-3333cccc4444',
      clientSecret: 'a-value',
      authority,
      knownAuthorities: ['contoso.example'],
      authorityMetadata: JSON.stringify(metadata),
    },
    system: { networkClient: createNetworkClient(options) },
  });
};

test('MSAL passes the error on whole, and is not blocked for a minute by it', async () => {
  await using server = await scriptedServer(html, html, token);
  const client = confidentialClient(server.url, { attempts: 2 });
  const acquire = () => client.acquireTokenByClientCredential({ scopes: ['api://x/.default'] });
  const error = await failure(acquire());
  expect(error).toMatchObject({ errorCode: 'service_unavailable' });
  expect(error.errorMessage).toContain('status 502, tried 2 times');
  await expect(acquire()).resolves.toMatchObject({ accessToken: 'a.b.c', fromCache: false });
  expect(server.received).toHaveLength(3);
});

test.each([302, 400, 401, 403, 429, 503])(
  'a status %i with Retry-After for the code of a stranger stops nobody after them',
  async (status) => {
    const body = { error: 'invalid_grant', error_codes: [9002313], error_description: 'AADSTS9002313: Malformed.' };
    await using server = await scriptedServer({ status, body, headers: { 'retry-after': '3600' } }, token);
    const client = confidentialClient(server.url, {});
    const redeem = (code: string) =>
      client.acquireTokenByCode({ code, scopes: ['openid'], redirectUri: 'https://app.example/auth/redirect' });
    await failure(redeem('junk'));
    await expect(redeem('good')).resolves.toMatchObject({ accessToken: 'a.b.c' });
    expect(server.received).toHaveLength(2);
  },
);

test.each(['t', 'oauth2/tokens.php', 'issue?x=1'])(
  'device codes where the token endpoint is /%s end in one sentence',
  async (path) => {
    const authority = 'https://127.0.0.1:1/';
    const authorityMetadata = JSON.stringify({
      issuer: authority,
      authorization_endpoint: `${authority}authorize`,
      token_endpoint: `${authority}${path}`,
      jwks_uri: `${authority}keys`,
    });
    const msal = new PublicClientApplication({
      auth: { clientId: 'x', authority, knownAuthorities: [new URL(authority).host], authorityMetadata },
      system: { networkClient: createNetworkClient({ attempts: 1 }) },
    });
    const signIn = msal.acquireTokenByDeviceCode({ scopes: ['openid'], deviceCodeCallback: () => undefined });
    const error = await failure(signIn);
    expect(fixFor(error).message).toMatch(/^The token endpoint of \S+ does not end in \/token/);
  },
);
