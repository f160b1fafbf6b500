import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { ControlTokenError, type Emulator, EmulatorListenError, OriginError, startEmulator } from '../src/index.ts';
import { clientSecret, ids } from './tenant.ts';

interface Asked {
  status: number;
  body: string;
}

/** Asks under a name of our choosing. */
function ask(
  tenant: Emulator,
  path: string,
  headers: Record<string, string>,
  { method = 'GET', address = '127.0.0.1', form }: { method?: string; address?: string; form?: object } = {},
): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const type = form ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
    const sent = request(
      { host: address, port: tenant.port, path, method, headers: { ...headers, ...type }, agent: false },
      (response) => resolve(text(response).then((body) => ({ status: response.statusCode ?? 0, body }))),
    );
    sent.on('error', reject).end(form && new URLSearchParams({ ...form }).toString());
  });
}

const paths = (tenant: Emulator): [string, string][] => [
  ['GET', '/'],
  ['GET', `/${tenant.tenantId}/v2.0/.well-known/openid-configuration`],
  ['GET', `/${tenant.tenantId}/discovery/v2.0/keys`],
  ['GET', `/${tenant.tenantId}/inbox`],
  ['POST', `/${tenant.tenantId}/oauth2/v2.0/token`],
  ['POST', `/${tenant.tenantId}/oauth2/v2.0/devicecode`],
  ['GET', `/${tenant.tenantId}/oauth2/v2.0/authorize`],
  ['GET', '/common/oauth2/deviceauth'],
  ['GET', '/_emulator/state'],
];

test.each(['evil.example.com', 'evil.example.com:4400', 'localhost.evil.example.com', 'emulator:4400'])(
  'a page cannot lead a browser here as %s',
  async (host) => {
    await using tenant = await startEmulator();
    for (const [method, path] of paths(tenant)) {
      const { status, body } = await ask(tenant, path, { host }, { method });
      expect([path, status]).toEqual([path, 403]);
      expect(body).not.toMatch(/password|secret|eyJ/);
    }
    const { body } = await ask(tenant, '/', { host });
    expect(JSON.parse(body)).toMatchObject({
      error: 'host_unknown',
      error_description: expect.stringContaining('--origin'),
    });
  },
);

describe('browsers and apps reach it by different names', () => {
  const origin = 'http://localhost:4400';
  const apps = 'http://emulator:4400';

  test('and both learn of one issuer', async () => {
    await using tenant = await startEmulator({ origin, backChannelOrigin: apps });
    const discovery = `/${tenant.tenantId}/v2.0/.well-known/openid-configuration`;
    const discover = async (host: string) =>
      JSON.parse((await ask(tenant, discovery, { host })).body) as Record<string, string>;
    const issuer = `${origin}/${tenant.tenantId}/v2.0`;
    expect(await discover('localhost:4400')).toMatchObject({
      issuer,
      token_endpoint: expect.stringMatching(`^${origin}/`),
      authorization_endpoint: expect.stringMatching(`^${origin}/`),
    });
    expect(await discover('emulator:4400')).toMatchObject({
      issuer,
      token_endpoint: expect.stringMatching(`^${apps}/`),
      jwks_uri: expect.stringMatching(`^${apps}/`),
      device_authorization_endpoint: expect.stringMatching(`^${apps}/`),
      authorization_endpoint: expect.stringMatching(`^${origin}/`),
      end_session_endpoint: expect.stringMatching(`^${origin}/`),
    });
    const host = 'emulator:4400';
    const form = { client_id: ids.device, scope: 'openid' };
    const device = await ask(tenant, `/${tenant.tenantId}/oauth2/v2.0/devicecode`, { host }, { method: 'POST', form });
    expect(JSON.parse(device.body)).toMatchObject({
      verification_uri: `${origin}/common/oauth2/deviceauth`,
      interval: 5,
    });
    const daemon = {
      grant_type: 'client_credentials',
      client_id: ids.daemon,
      client_secret: clientSecret,
      scope: `api://${ids.api}/.default`,
    };
    const path = `/${tenant.tenantId}/oauth2/v2.0/token`;
    const { access_token: token } = JSON.parse(
      (await ask(tenant, path, { host }, { method: 'POST', form: daemon })).body,
    ) as { access_token: string };
    expect(decodeJwt(token).iss).toBe(issuer);
    expect((await ask(tenant, '/', { host: 'other:4400' })).status).toBe(403);
  });

  test('the name for apps alone is not enough', async () => {
    await expect(startEmulator({ backChannelOrigin: apps })).rejects.toThrow(OriginError);
    await expect(startEmulator({ origin, backChannelOrigin: 'emulator' })).rejects.toThrow(OriginError);
  });
});

describe('the control API from elsewhere', () => {
  const token = 'a-token-of-this-test';
  const elsewhere = Object.values(networkInterfaces())
    .flat()
    .find((address) => address && address.family === 'IPv4' && !address.internal)?.address;

  test('opens by the token alone, from whatever machine and by whatever name', async () => {
    await using tenant = await startEmulator({ host: '0.0.0.0', allowRemote: true, controlToken: token });
    const from = { address: elsewhere ?? '127.0.0.1' };
    const host = 'emulator:4400';
    const state = (headers: Record<string, string>) => ask(tenant, '/_emulator/state', { host, ...headers }, from);
    expect(await state({})).toMatchObject({ status: 401, body: expect.stringContaining('Bearer') });
    expect(await state({ authorization: 'Bearer another-token-of-a-test' })).toMatchObject({ status: 401 });
    expect(await state({ authorization: `Bearer ${token}` })).toMatchObject({ status: 200 });
    const page = { authorization: `Bearer ${token}`, origin: 'http://evil.example.com' };
    expect(await state(page)).toMatchObject({ status: 403 });
    expect(await state({ authorization: `Bearer ${token}`, 'sec-fetch-site': 'cross-site' })).toMatchObject({
      status: 403,
    });
    expect((await ask(tenant, '/_emulator/state', { host: `localhost:${tenant.port}` })).status).toBe(200);
  });

  test('is closed without one, and says how it opens', async () => {
    await using tenant = await startEmulator({ host: '0.0.0.0', allowRemote: true });
    const from = { address: elsewhere ?? '127.0.0.1' };
    const headers = { host: 'emulator:4400', authorization: `Bearer ${token}` };
    expect(await ask(tenant, '/_emulator/state', headers, from)).toMatchObject({
      status: 403,
      body: expect.stringContaining('EMULATOR_CONTROL_TOKEN'),
    });
  });

  test('tells everyone that the tenant runs', async () => {
    await using tenant = await startEmulator({ host: '0.0.0.0', allowRemote: true });
    const { status, body } = await ask(tenant, '/_emulator/healthz', { host: '10.1.2.3:4400' });
    expect([status, JSON.parse(body)]).toEqual([200, { status: 'ok' }]);
  });

  test.each(['', 'short', 'with spaces in it, and long', 'with\nline-breaks-in-it'])(
    '%j cannot be a token',
    async (wrong) => {
      await expect(startEmulator({ controlToken: wrong })).rejects.toThrow(ControlTokenError);
    },
  );
});

describe('on this machine', () => {
  const answers = async (address: string, port: number) => {
    const socket = connect(port, address);
    try {
      await new Promise((resolve, reject) => void socket.once('connect', resolve).once('error', reject));
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  };

  test.each(['127.0.0.1', 'localhost', '::1'])('it listens at both addresses, asked for %s', async (host) => {
    await using tenant = await startEmulator({ host });
    expect([await answers('127.0.0.1', tenant.port), await answers('::1', tenant.port)]).toEqual([true, true]);
  });

  test.each(['127.0.0.1', '::1'])('it refuses a port that another program has at %s', async (taken) => {
    const other = createServer();
    await new Promise<void>((resolve) => void other.listen(0, taken, resolve));
    const { port } = other.address() as AddressInfo;
    await expect(startEmulator({ port })).rejects.toThrow(EmulatorListenError);
    expect(await answers(taken === '::1' ? '127.0.0.1' : '::1', port)).toBe(false);
    other.close();
  });
});

describe('a client that leaves', () => {
  const habits: Record<string, string> = {
    'in the middle of a body':
      'Content-Length: 1000\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\ngrant_type=',
    'before a body': 'Content-Length: 1000\r\n\r\n',
    'in the middle of a chunk': 'Transfer-Encoding: chunked\r\n\r\n400\r\ngrant',
    'before the response': 'Content-Length: 0\r\n\r\n',
  };

  test.each(Object.keys(habits))('%s is nothing to report', async (habit) => {
    const lines: string[] = [];
    await using tenant = await startEmulator({ log: (line) => lines.push(line) });
    const posts = ['token', 'devicecode', 'authorize', 'logout'].map(
      (name) => `/${tenant.tenantId}/oauth2/v2.0/${name}`,
    );
    for (const path of [...posts, '/common/oauth2/deviceauth', '/_emulator/users', '/_emulator/clock']) {
      for (const end of ['destroy', 'resetAndDestroy'] as const) {
        const socket = connect(tenant.port, '127.0.0.1').on('error', () => undefined);
        socket.write(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${habits[habit]}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
        socket[end]();
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await fetch(tenant.authority)).status).toBe(200);
    expect(lines).toEqual([]);
  });
});
