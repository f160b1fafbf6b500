import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { newBrowser, signInAt } from './browser.ts';
import { type Emulator, localTls, OriginError, startEmulator } from '../src/index.ts';
import { authorizeUrl, codeRequest, post, signIn } from './client.ts';
import { clientSecret, ids } from './tenant.ts';

/** GET, or POST with a form, under a host name of our choosing. */
function ask(
  tenant: Emulator,
  host: string,
  path: string,
  form?: Record<string, string>,
  ca?: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const body = form && new URLSearchParams(form).toString();
    const headers = { host, ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }) };
    const options = {
      host: '127.0.0.1',
      port: tenant.port,
      path,
      headers,
      method: body ? 'POST' : 'GET',
      agent: false,
    };
    const sent = (ca === undefined ? request : tlsRequest)({ ...options, ca }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text || String(response.headers.location)));
    });
    sent.on('error', reject).end(body);
  });
}

const discover = async (tenant: Emulator, host: string, ca?: string): Promise<Record<string, string>> => {
  const path = `/${tenant.tenantId}/v2.0/.well-known/openid-configuration`;
  return JSON.parse(await ask(tenant, host, path, undefined, ca)) as Record<string, string>;
};
const daemon = {
  grant_type: 'client_credentials',
  client_id: ids.daemon,
  client_secret: clientSecret,
  scope: `api://${ids.api}/.default`,
};

describe('the name it is reached by', () => {
  test('is followed on this machine, in discovery, in tokens and through a sign-in', async () => {
    await using tenant = await startEmulator();
    const host = `localhost:${tenant.port}`;
    const issuer = `http://${host}/${tenant.tenantId}/v2.0`;
    expect(await discover(tenant, host)).toMatchObject({ issuer, token_endpoint: expect.stringContaining(host) });
    const { access_token: token } = JSON.parse(
      await ask(tenant, host, `/${tenant.tenantId}/oauth2/v2.0/token`, daemon),
    ) as { access_token: string };
    expect(decodeJwt(token).iss).toBe(issuer);
    expect(tenant.issuer).toContain('127.0.0.1');
    const url = authorizeUrl(tenant).replace('127.0.0.1', 'localhost');
    const visit = await signInAt(newBrowser(), url, 'ada@contoso.com', 'Analytical-Engine-1843');
    expect(visit.location).toContain('code=');
  });

  test('of another machine is followed where other machines are let in, and 127.0.0.1 is shown', async () => {
    await using tenant = await startEmulator({ host: '0.0.0.0', allowRemote: true });
    expect(tenant.origin).toBe(`http://127.0.0.1:${tenant.port}`);
    expect(await discover(tenant, 'emulator:4400')).toMatchObject({
      issuer: `http://emulator:4400/${tenant.tenantId}/v2.0`,
    });
    await using six = await startEmulator({ host: '::', allowRemote: true });
    expect(six.origin).toBe(`http://[::1]:${six.port}`);
  });

  test('localhost over TLS is what the certificate says', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ciam-emulator-'));
    const tls = await localTls(folder);
    await using tenant = await startEmulator({ tls });
    const host = `localhost:${tenant.port}`;
    const { issuer } = await discover(tenant, host, await readFile(tls.caFile, 'utf8'));
    expect(issuer).toBe(`https://${host}/${tenant.tenantId}/v2.0`);
    await rm(folder, { recursive: true });
  });
});

describe('an origin of its own', () => {
  test('is what everything names, however it was asked', async () => {
    await using tenant = await startEmulator({ origin: 'https://login.contoso.example/' });
    const issuer = `https://login.contoso.example/${tenant.tenantId}/v2.0`;
    expect(tenant).toMatchObject({ origin: 'https://login.contoso.example', issuer });
    expect(tenant.authority).toBe('https://login.contoso.example/');
    for (const host of [`127.0.0.1:${tenant.port}`, 'login.contoso.example']) {
      expect(await discover(tenant, host)).toMatchObject({ issuer });
    }
    expect((await discover(tenant, 'contoso.ciamlogin.com')).issuer).toContain('ciamlogin.com');
    const form = { client_id: ids.device, scope: 'openid' };
    const device = await ask(tenant, 'localhost', `/${tenant.tenantId}/oauth2/v2.0/devicecode`, form);
    expect(JSON.parse(device)).toMatchObject({
      verification_uri: 'https://login.contoso.example/common/oauth2/deviceauth',
    });
  });

  test('leads the browser back to the authorization endpoint', async () => {
    await using tenant = await startEmulator({ origin: 'https://login.contoso.example' });
    const local = `http://127.0.0.1:${tenant.port}`;
    const browser = newBrowser();
    const url = authorizeUrl(tenant).replace(tenant.origin, local);
    const visit = await signInAt(browser, url, 'ada@contoso.com', 'Analytical-Engine-1843');
    expect(visit.location).toMatch(/^https:\/\/login\.contoso\.example\/.+\/authorize\//);
  });

  test.each(['emulator', 'http://emulator/contoso'])('%s is none', async (origin) => {
    await expect(startEmulator({ origin })).rejects.toThrow(OriginError);
  });
});

describe('the certificate', () => {
  test('holds the names that were asked for, and is kept while it does', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ciam-emulator-'));
    const plain = await localTls(folder);
    const named = await localTls(folder, ['emulator', '192.0.2.1']);
    expect(named.cert).not.toBe(plain.cert);
    const certificate = new X509Certificate(named.cert);
    expect([certificate.checkHost('emulator'), certificate.checkHost('localhost')]).toEqual(['emulator', 'localhost']);
    expect(certificate.checkIP('192.0.2.1')).toBe('192.0.2.1');
    expect((await localTls(folder, ['emulator'])).cert).toBe(named.cert);
    expect((await localTls(folder)).cert).toBe(named.cert);
    await rm(folder, { recursive: true });
  });
});

test('a refresh token is as good by one name as by the other', async () => {
  await using tenant = await startEmulator();
  const { body } = await post(tenant, 'token', await codeRequest(tenant));
  expect((await signIn(tenant)).get('code')).not.toBeNull();
  const refresh = { grant_type: 'refresh_token', client_id: ids.web, client_secret: clientSecret };
  const path = `/${tenant.tenantId}/oauth2/v2.0/token`;
  const form = { ...refresh, refresh_token: String(body.refresh_token) };
  expect(JSON.parse(await ask(tenant, `localhost:${tenant.port}`, path, form))).toHaveProperty('access_token');
});

/** The status line of the response to a request as it stands. */
async function rawStatus(tenant: Emulator, head: string): Promise<string> {
  const socket = connect(tenant.port, '127.0.0.1');
  socket.end(`${head}\r\n\r\n`);
  const [line = ''] = (await text(socket)).split('\r\n');
  return line.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length);
}

test('a request names its host, unless it is older than that', async () => {
  await using tenant = await startEmulator();
  const path = `/${tenant.tenantId}/v2.0/.well-known/openid-configuration`;
  const statuses = [
    `GET ${path} HTTP/1.0`,
    `GET ${path} HTTP/1.1\r\nHost: LOCALHOST.:${tenant.port}\r\nConnection: close`,
    `GET /_emulator/healthz HTTP/1.1\r\nHost: LOCALHOST.\r\nConnection: close`,
    `GET ${path} HTTP/1.1\r\nHost: \r\nConnection: close`,
    `GET ${path} HTTP/1.1\r\nConnection: close`,
    `GET ${path} HTTP/1.1\r\nHost: 0.0.0.0:${tenant.port}\r\nConnection: close`,
    `GET ${path} HTTP/1.1\r\nHost: evil.example.com.\r\nConnection: close`,
  ].map((head) => rawStatus(tenant, head));
  expect(await Promise.all(statuses)).toEqual(['200', '200', '200', '400', '400', '403', '403']);
});
