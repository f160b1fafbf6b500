import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { type Emulator, startEmulator } from 'ciam-emulator';
import { createLogger } from 'web-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApi, readConfig } from '../src/index.ts';
import { ada, goodToken } from './support/callers.ts';
import { startApi, type Overrides, type RunningApi } from './support/running-api.ts';

const page = 'https://app.contoso.com';

let tenant: Emulator;
let api: RunningApi;
let token: string;

beforeAll(async () => {
  tenant = await startEmulator();
  api = await startApi(tenant, { corsOrigins: [page] });
  token = await goodToken(tenant);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await tenant[Symbol.asyncDispose]();
});

describe('addresses and methods', () => {
  test.each([
    ['PATCH', '/api/todolist', 'GET, HEAD, POST'],
    ['DELETE', '/api/todolist', 'GET, HEAD, POST'],
    ['POST', '/api/todolist/1', 'GET, HEAD, PUT, DELETE'],
  ])('%s %s is 405', async (method, path, allowed) => {
    const response = await api.call(method, path, { token });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allowed);
  });

  test.each(['/', '/api', '/api/todolist/1/2', '/favicon.ico'])('%s is 404', async (path) => {
    expect((await api.call('GET', path, { token })).status).toBe(404);
  });

  test('a path that cannot be decoded is 400', async () => {
    expect((await api.call('GET', '/api/todolist/%E0%A4%A', { token })).status).toBe(400);
  });

  test('HEAD is GET without the body', async () => {
    const response = await api.call('HEAD', '/api/todolist', { token });
    expect(response).toMatchObject({ status: 200, text: '' });
  });
});

describe('the host name of a request', () => {
  /** As a page that points its own name here would ask (DNS rebinding); `fetch` cannot. */
  const statusFor = async (on: RunningApi, host: string, path = '/api/todolist'): Promise<number | undefined> => {
    const headers = { host, authorization: `Bearer ${token}`, connection: 'close' };
    const request = get(`${on.url}${path}`, { headers });
    const [response]: IncomingMessage[] = await once(request, 'response');
    return response?.resume().statusCode;
  };

  test.each(['localhost', 'LOCALHOST:44351', '127.0.0.1:1', '127.9.9.9', '[::1]:80'])(
    '%s is this machine’s',
    async (host) => {
      expect(await statusFor(api, host)).toBe(200);
    },
  );

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:44351',
    'x.localhost',
    '192.168.0.1',
    'a b',
  ])('in development, "%s" is 421, whatever is asked for', async (host) => {
    for (const path of ['/api/todolist', '/openapi.json', '/readyz', '/nothing']) {
      expect(await statusFor(api, host, path)).toBe(421);
    }
  });

  test.each<[string, Overrides]>([
    ['in production', { production: true }],
    ['behind a proxy', { trustProxy: 1 }],
    ['on an address that others reach', { host: '0.0.0.0' }],
  ])('%s, any is answered', async (_where, overrides) => {
    await using open = await startApi(tenant, overrides);
    expect(await statusFor(open, 'api.contoso.com')).toBe(200);
  });
});

test.each<[string, string, Record<string, string>]>([
  ['GET', '/api/todolist', {}],
  ['POST', '/api/todolist', { Authorization: 'Bearer e.e.e' }],
  ['PATCH', '/api/todolist', {}],
  ['OPTIONS', '/api/todolist', { Origin: page, 'Access-Control-Request-Method': 'PUT' }],
  ['GET', '/nothing', {}],
  ['GET', '/%E0%A4%A', {}],
  ['GET', '/openapi.json', {}],
  ['GET', '/healthz', {}],
  ['GET', '/readyz', {}],
])('%s %s without a good token is kept by no cache', async (method, path, headers) => {
  const response = await fetch(api.url + path, { method, headers });
  expect(response.headers.get('cache-control')).toBe('no-store');
});

describe('headers', () => {
  test('nothing is cached, sniffed, framed or said about what runs here', async () => {
    const { headers } = await api.call('GET', '/api/todolist', { token });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
    expect(headers.get('strict-transport-security')).toContain('max-age=');
    expect(headers.has('x-powered-by')).toBe(false);
  });

  const preflight = (on: RunningApi, origin: string) =>
    fetch(`${on.url}/api/todolist`, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'PUT',
        'Access-Control-Request-Headers': 'authorization,content-type',
      },
    });

  test('a page of CORS_ORIGINS may call, and read why it was refused', async () => {
    const asked = await preflight(api, page);
    expect(asked.headers.get('access-control-allow-origin')).toBe(page);
    expect(asked.headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(asked.headers.get('access-control-allow-methods')).toContain('PUT');
    const refused = await api.call('GET', '/api/todolist', { headers: { Origin: page } });
    expect(refused.headers.get('access-control-allow-origin')).toBe(page);
    expect(refused.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate');
    expect(refused.headers.get('access-control-allow-credentials')).toBeNull();
  });

  test.each(['https://evil.example', `${page}.evil.example`, 'null', 'http://app.contoso.com'])(
    'a page of %s may not',
    async (origin) => {
      expect((await preflight(api, origin)).headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  test('without CORS_ORIGINS no page may', async () => {
    await using closed = await startApi(tenant);
    const response = await preflight(closed, page);
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

test('TRUST_PROXY reaches Express', async () => {
  const env = { TENANT_SUBDOMAIN: 'contoso', API_CLIENT_ID: ada, TRUST_PROXY: '2' };
  const another = createApi(readConfig(env), { log: createLogger({ name: 'test', level: 'silent' }) });
  expect(another.app.get('trust proxy')).toBe(2);
  await another.close();
});

describe('the log', () => {
  test('has the request ID, and neither tokens nor descriptions', async () => {
    await using quiet = await startApi(tenant);
    const description = 'Something nobody else should read';
    const added = await quiet.call('POST', '/api/todolist?q=searched', { token, body: { owner: ada, description } });
    await quiet.call('GET', '/api/todolist', { token: `${token}x` });
    await quiet.call('PUT', '/api/todolist/1', { token, body: { description, more: description } });
    await quiet.call('GET', '/api/todolist', { headers: { Authorization: `Bearer ${token} extra` } });
    const log = quiet.logged.join('');
    expect(log).toContain(added.headers.get('x-request-id'));
    expect(log).not.toContain(token.slice(0, 30));
    expect(log).not.toContain(token.split('.')[1]);
    expect(log).not.toMatch(/Something nobody|searched|eyJ/);
    expect(log).toContain('"path":"/api/todolist"');
  });

  test('tells of a failing database with its cause, which the response does not', async () => {
    await using broken = await startApi(tenant, { databaseUrl: 'file:/dev/null/todolist.db' });
    const response = await broken.call('GET', '/api/todolist', { token });
    const entry = broken.logged.find((line) => line.includes('StoreUnavailableError')) ?? '';
    expect(JSON.parse(entry)).toMatchObject({
      requestId: response.headers.get('x-request-id'),
      err: { code: 'store_unusable', cause: { code: expect.stringMatching(/^E(NOTDIR|EXIST)$/) } },
    });
    expect(response.text).not.toContain('/dev/null');
  });
});
