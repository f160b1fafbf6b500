import { AuthError, type INetworkModule } from '@azure/msal-node';
import { describe, test } from 'vitest';
import { createNetworkClient, type NetworkClientOptions } from '../src/index.ts';
import { fixFor } from '../src/fix/index.ts';
import { type Act, type ScriptedServer, scriptedServer } from 'test-support';

const token: Act = { status: 200, body: { token_type: 'Bearer', expires_in: 3599, access_token: 'a.b.c' } };
const refused = (error: string, description?: string): Act => ({
  status: 400,
  body: { error, ...(description ? { error_description: description } : {}) },
});
const pending = refused('authorization_pending');

const deviceCode = { device_code: 'code-1', user_code: 'ABC', verification_uri: 'https://contoso.example/device' };

/** The service that hands out a code, then does what the script says to each poll. */
const service = (fields: object, ...polls: [Act, ...Act[]]): Promise<ScriptedServer> =>
  scriptedServer({ status: 200, body: { ...deviceCode, ...fields } }, ...polls);

async function start(server: ScriptedServer, options: NetworkClientOptions = {}): Promise<INetworkModule> {
  const client = createNetworkClient({ timeoutMs: 5_000, ...options });
  await client.sendPostRequestAsync(`${server.url}t/oauth2/v2.0/devicecode`, {
    body: 'client_id=c',
    correlationId: 'id',
  });
  return client;
}

const poll = (client: INetworkModule, server: ScriptedServer, grant = 'device_code') =>
  client.sendPostRequestAsync(`${server.url}t/oauth2/v2.0/token`, {
    body: new URLSearchParams({ grant_type: grant, device_code: 'code-1' }).toString(),
    correlationId: 'id',
  });

const failure = async (promise: Promise<unknown>): Promise<AuthError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AuthError)) throw new Error(`expected an AuthError, got ${String(error)}`);
  return error;
};

const quick = { interval: 0.1, expires_in: 60 };

describe.concurrent('pollDeviceCode', () => {
  test.for(['device_code', 'urn:ietf:params:oauth:grant-type:device_code'])(
    'one request with grant_type=%s holds the whole poll',
    async (grant, { expect }) => {
      await using server = await service(quick, pending, token);
      const response = await poll(await start(server), server, grant);
      expect(response).toMatchObject({ status: 200, body: { access_token: 'a.b.c' } });
      expect(server.received).toHaveLength(3);
    },
  );

  test.for<[string, Act, string]>([
    ['HTML with 502', { status: 502, body: '<html>Bad gateway</html>' }, 'status 502'],
    ['HTML with 200, as of a hotel network', { status: 200, body: '<html>Welcome</html>' }, 'status 200 without JSON'],
    ['JSON that is not an object', { status: 200, body: '"no"' }, 'status 200 without JSON'],
    ['a list', { status: 200, body: '[1]' }, 'status 200 without JSON'],
    ['429', { status: 429, body: {} }, 'status 429'],
    ['an OAuth error that passes', refused('temporarily_unavailable'), 'temporarily_unavailable'],
    ['a reset connection', 'reset', 'ECONNRESET'],
    ['a response that breaks off', 'break off', 'ECONNRESET'],
    ['no response in time', 'hang', 'ETIMEDOUT'],
  ])('rides out %s', async ([, fault, reason], { expect }) => {
    await using server = await service(quick, fault, pending, token);
    const told: (string | undefined)[] = [];
    const timeoutMs = fault === 'hang' ? 400 : 5_000;
    const client = await start(server, { timeoutMs, onTrouble: (what) => void told.push(what) });
    expect(await poll(client, server)).toMatchObject({ body: { access_token: 'a.b.c' } });
    expect(server.received).toHaveLength(4);
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(reason === 'ECONNRESET' ? /ECONNRESET|ERR_BAD_RESPONSE|aborted/ : reason);
    expect(told[1]).toBeUndefined();
  });

  test('waits as long as a 503 asks for', async ({ expect }) => {
    await using server = await service(quick, { status: 503, headers: { 'retry-after': '2' } }, token);
    await poll(await start(server), server);
    const [, first = 0, second = 0] = server.received.map(({ at }) => at);
    expect(second - first).toBeGreaterThan(1_990);
  });

  test('slow_down adds five seconds', async ({ expect }) => {
    await using server = await service(quick, refused('slow_down'), token);
    await poll(await start(server), server);
    const [, first = 0, second = 0] = server.received.map(({ at }) => at);
    expect(second - first).toBeGreaterThan(5_090);
  });

  test('no interval means five seconds, never none', async ({ expect }) => {
    await using server = await service({ expires_in: 2 }, token);
    const client = createNetworkClient();
    const response = await client.sendPostRequestAsync<object>(`${server.url}t/devicecode`, { body: '' });
    expect(response.body).toMatchObject({ interval: 5, expires_in: 2 });
    expect(await failure(poll(client, server))).toMatchObject({ errorCode: 'expired_token' });
    expect(server.received).toHaveLength(1);
  });

  test.for<[object, object]>([
    [
      { interval: 3_000_000, expires_in: 1e10 },
      { interval: 60, expires_in: 3600 },
    ],
    [
      { interval: 1e300, expires_in: Number.MAX_VALUE },
      { interval: 60, expires_in: 3600 },
    ],
    [
      { interval: -1, expires_in: 0 },
      { interval: 5, expires_in: 900 },
    ],
    [
      { interval: {}, expires_in: ['soon'] },
      { interval: 5, expires_in: 900 },
    ],
    [
      { interval: '7', expires_in: '1800' },
      { interval: 7, expires_in: 1800 },
    ],
    [
      { interval: null, expires_in: 'NaN' },
      { interval: 5, expires_in: 900 },
    ],
    [
      { message: undefined },
      { message: 'To sign in, open https://contoso.example/device in a web browser and enter the code ABC.' },
    ],
    [
      { message: 7 },
      { message: 'To sign in, open https://contoso.example/device in a web browser and enter the code ABC.' },
    ],
  ])('%j is bounded, and what is missing filled in', async ([fields, bounded], { expect }) => {
    await using server = await service(fields, pending);
    const abort = new AbortController();
    const client = createNetworkClient({ signal: abort.signal });
    const request = { body: 'client_id=c', correlationId: 'id' };
    const response = await client.sendPostRequestAsync<object>(`${server.url}t/oauth2/v2.0/devicecode`, request);
    expect(response.body).toMatchObject(bounded);
    const polling = failure(poll(client, server));
    await new Promise((resolve) => void setTimeout(resolve, 300));
    abort.abort();
    expect(await polling).toMatchObject({ errorCode: 'request_aborted' });
    expect(server.received).toHaveLength(1);
  });

  test.for<[string, object]>([
    ['nothing', { device_code: undefined, user_code: undefined, verification_uri: undefined }],
    ['no page', { verification_uri: undefined }],
    ['a page that a browser would run', { verification_uri: 'javascript:alert(1)' }],
    ['a code that is a number', { device_code: 7 }],
    ['a code for people that is a list', { user_code: ['A'] }],
    ['a code for people of a thousand letters', { user_code: 'A'.repeat(1000) }],
  ])('a device code with %s is one sentence', async ([, fields], { expect }) => {
    await using server = await service(fields, pending);
    const error = await failure(start(server));
    expect(error).toMatchObject({ errorCode: 'response_invalid', correlationId: 'id' });
    expect(server.received).toHaveLength(1);
  });

  test('ends when the code expires, though the tenant never said so', async ({ expect }) => {
    await using server = await service({ interval: 1, expires_in: 3 }, 'hang');
    const started = performance.now();
    const error = await failure(poll(await start(server, { timeoutMs: 20_000 }), server));
    expect(fixFor(error)).toMatchObject({ code: 'expired_token', message: expect.stringContaining('expired') });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test.for([
    ['authorization_declined', undefined, 'authorization_declined'],
    ['expired_token', 'AADSTS70020: The code expired. Trace ID: x', 'AADSTS70020'],
    ['bad_verification_code', 'AADSTS70018: Unknown.', 'AADSTS70018'],
    ['invalid_grant', 'AADSTS50105: Not assigned.', 'AADSTS50105'],
  ] as const)("%s ends it, in the tenant's words", async ([name, description, code], { expect }) => {
    await using server = await service(quick, refused(name, description));
    const error = await failure(poll(await start(server), server));
    expect(error.errorCode).toBe(name);
    expect(fixFor(error)).toMatchObject({ code, correlationId: 'id' });
  });

  test('a failed request for a code ends at once, without a poll', async ({ expect }) => {
    const body = { error: 'invalid_client', error_description: 'AADSTS7000218: no secret' };
    await using server = await scriptedServer({ status: 401, body });
    expect(fixFor(await failure(start(server)))).toMatchObject({ code: 'AADSTS7000218' });
    expect(server.received).toHaveLength(1);
  });

  test.for<[string, Act, number]>([
    ['between two polls', pending, 150],
    ['in the middle of a request', 'hang', 400],
  ])('an abort %s ends it at once', async ([, act, afterMs], { expect }) => {
    await using server = await service({ ...quick, interval: act === 'hang' ? 0.1 : 5 }, act);
    const abort = new AbortController();
    const client = await start(server, { signal: abort.signal, timeoutMs: 5_000 });
    let abortedAt = 0;
    setTimeout(() => {
      abortedAt = performance.now();
      abort.abort();
    }, afterMs);
    expect(await failure(poll(client, server))).toMatchObject({ errorCode: 'request_aborted' });
    expect(performance.now() - abortedAt).toBeLessThan(2_000);
    expect(server.received).toHaveLength(act === 'hang' ? 2 : 1);
  });
});
