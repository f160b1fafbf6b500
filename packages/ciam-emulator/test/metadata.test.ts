import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, describe, expect, test } from 'vitest';
import { startEmulator } from '../src/index.ts';
import { askAs } from './ask-as.ts';
import { ids, testTenant } from './tenant.ts';

const tenant = await startEmulator({ config: testTenant });
afterAll(() => tenant.close());
const base = `${tenant.authority}${tenant.tenantId}`;

interface Document {
  issuer: string;
  jwks_uri: string;
  userinfo_endpoint: string;
}

const documentAt = async (path: string): Promise<Document> => JSON.parse(await (await fetch(path)).text());

describe('the metadata for tokens of version 1', () => {
  test.each([tenant.tenantId, 'contoso.onmicrosoft.com'])('by the name %s', async (alias) => {
    const document = await documentAt(`${tenant.authority}${alias}/.well-known/openid-configuration`);
    expect(document).toMatchObject({
      issuer: `https://sts.windows.net/${tenant.tenantId}/`,
      jwks_uri: `${base}/discovery/keys`,
      authorization_endpoint: `${base}/oauth2/authorize`,
      token_endpoint: `${base}/oauth2/token`,
      end_session_endpoint: `${base}/oauth2/logout`,
      scopes_supported: ['openid'],
    });
  });

  test('names the keys that such tokens are signed with', async () => {
    const { jwks_uri: uri, issuer } = await documentAt(`${base}/.well-known/openid-configuration`);
    const token = await tenant.control.issueToken({
      clientId: ids.web,
      user: 'ada@contoso.com',
      scopes: [`api://${ids.olderApi}/Older.Read`],
    });
    await jwtVerify(token, createRemoteJWKSet(new URL(uri)), { issuer, audience: `api://${ids.olderApi}` });
    const { keys }: { keys: { x5t: string }[] } = JSON.parse(await (await fetch(uri)).text());
    expect(keys.map(({ x5t }) => x5t)).toContain(decodeProtectedHeader(token).x5t);
  });

  test('of no tenant', async () => {
    const response = await fetch(`${tenant.authority}fabrikam.onmicrosoft.com/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({ error: 'invalid_tenant', error_codes: [90_002] });
  });
});

test.each([
  'v2.0/.well-known/openid-configuration',
  '.well-known/openid-configuration',
  'discovery/v2.0/keys',
  'discovery/keys',
])('a page of any origin may read %s, with headers of its own', async (path) => {
  const response = await fetch(`${base}/${path}`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example.com',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'x-client-sku,x-ms-lib-capability',
    },
  });
  expect(response.status).toBe(204);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, OPTIONS',
    'access-control-allow-headers': 'x-client-sku,x-ms-lib-capability',
  });
});

describe('the name that the tenant is asked by', () => {
  test.each(['localhost', '127.0.0.1', '[::1]'])(
    '%s is in tokens made without a flow as in discovery',
    async (name) => {
      const host = `${name}:${tenant.port}`;
      const issuer = `http://${host}/${tenant.tenantId}/v2.0`;
      const discovery = await askAs(tenant, host, 'GET', `/${tenant.tenantId}/v2.0/.well-known/openid-configuration`);
      expect(discovery.body.issuer).toBe(issuer);
      const issue = { clientId: ids.web, user: 'ada@contoso.com', scopes: [`api://${ids.api}/ToDoList.Read`] };
      for (const [path, body] of [
        ['/tokens/issue', issue],
        ['/tokens', { claims: {} }],
      ] as const) {
        const made = await askAs(tenant, host, 'POST', `/_emulator${path}`, { body: JSON.stringify(body) });
        expect(decodeJwt(String(made.body.token)).iss).toBe(issuer);
      }
    },
  );

  test('has no default port', async () => {
    const { body } = await askAs(
      tenant,
      'contoso.ciamlogin.com:443',
      'GET',
      `/${tenant.tenantId}/v2.0/.well-known/openid-configuration`,
    );
    expect(body).toMatchObject({
      issuer: `https://${tenant.tenantId}.ciamlogin.com/${tenant.tenantId}/v2.0`,
      token_endpoint: `https://contoso.ciamlogin.com/${tenant.tenantId}/oauth2/v2.0/token`,
      userinfo_endpoint: 'https://graph.microsoft.com/oidc/userinfo',
    });
  });
});
