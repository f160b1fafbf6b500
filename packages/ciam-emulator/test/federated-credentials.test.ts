import { ConfidentialClientApplication } from '@azure/msal-node';
import { decodeJwt } from 'jose';
import { localServer } from 'test-support';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type Application, startEmulator } from '../src/index.ts';
import { type ParsedResponse, post } from './client.ts';
import { failure, type Failure } from './failure.ts';
import { ids, testTenant } from './tenant.ts';

const audience = 'api://AzureADTokenExchange';
const subject = 'repo:contoso/daemon:ref:refs/heads/main';
const appId = '00001111-aaaa-2222-bbbb-0000000000f1';
const scope = `api://${ids.api}/.default`;

/** Another tenant, whose tokens stand for the credential of an app. */
const issuer = await startEmulator();
const tenant = await startEmulator({ config: testTenant });
afterAll(async () => {
  await tenant.close();
  await issuer.close();
});

/** An issuer that says whatever a test wants of it. */
let document: object = {};
const server = await localServer((_request, response) => response.end(JSON.stringify(document)));
const own = new URL(server.url).origin;
afterAll(() => server[Symbol.asyncDispose]());

const credential = { name: 'main', issuer: issuer.issuer, subject, audiences: [audience] };
const app: Application = { appId, displayName: 'Workload', federatedIdentityCredentials: [credential] };
beforeEach(() => {
  tenant.control.reset();
  issuer.control.reset();
  tenant.control.addApplication(app);
});

const sign = (claims: Record<string, unknown> = {}): Promise<string> =>
  issuer.control.signToken({ aud: audience, sub: subject, ...claims });

const ask = (assertion: string): Promise<ParsedResponse> =>
  post(tenant, 'token', {
    grant_type: 'client_credentials',
    client_id: appId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    scope,
  });

const noMatch = (what: string): string =>
  `No matching federated identity record found for presented assertion ${what}. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation`;

describe('a token of another issuer instead of a credential', () => {
  test('is taken, and the keys it is checked with are kept', async () => {
    for (const assertion of [await sign(), await sign({ aud: ['elsewhere', audience] })]) {
      const { body, status } = await ask(assertion);
      expect(status).toBe(200);
      expect(decodeJwt(String(body.access_token))).toMatchObject({ azp: appId, azpacr: '2' });
    }
    expect(issuer.control.requests.map(({ path }) => path)).toEqual([
      `/${issuer.tenantId}/v2.0/.well-known/openid-configuration`,
      `/${issuer.tenantId}/discovery/v2.0/keys`,
    ]);
  });

  test('is taken when the issuer has changed its keys since', async () => {
    expect((await ask(await sign())).status).toBe(200);
    await issuer.control.rotateKeys({ forget: true });
    expect((await ask(await sign())).status).toBe(200);
  });

  test('is taken from MSAL Node', async () => {
    const url = `${tenant.authority}${tenant.tenantId}/v2.0/.well-known/openid-configuration`;
    const { host } = new URL(tenant.origin);
    const msal = new ConfidentialClientApplication({
      auth: {
        clientId: appId,
        authority: `https://${host}/${tenant.tenantId}`,
        authorityMetadata: await (await fetch(url)).text(),
        knownAuthorities: [host],
        clientAssertion: () => sign(),
      },
    });
    const result = await msal.acquireTokenByClientCredential({ scopes: [scope] });
    expect(decodeJwt(result?.accessToken ?? '')).toMatchObject({ azp: appId, aud: ids.api });
  });

  const hourAgo = Math.floor(Date.now() / 1000) - 3600;
  test.each<[string, Record<string, unknown>, Failure]>([
    [
      'an unknown issuer',
      { iss: 'https://token.example.com' },
      [401, 'invalid_client', 700211, noMatch("issuer 'https://token.example.com'")],
    ],
    [
      'an unknown subject',
      { sub: 'Repo:contoso/daemon:ref:refs/heads/main' },
      [401, 'invalid_client', 700213, noMatch("subject 'Repo:contoso/daemon:ref:refs/heads/main'")],
    ],
    [
      'an unknown audience',
      { aud: 'https://example.com' },
      [401, 'invalid_client', 700212, noMatch("audience 'https://example.com'")],
    ],
    [
      'a time that is over',
      { exp: hourAgo },
      [
        401,
        'invalid_client',
        700024,
        'Client assertion is not within its valid time range. Ensure that the client assertion is not expired before it is sent.',
      ],
    ],
  ])('is refused for %s', async (_case, claims, expected) => {
    expect(await ask(await sign(claims))).toEqual(failure(...expected));
  });

  test('is refused with a signature that is not the issuer’s', async () => {
    const forged = await tenant.control.signToken({ iss: issuer.issuer, aud: audience, sub: subject });
    const invalid = failure(401, 'invalid_client', 700027, 'Client assertion failed signature validation.');
    expect(await ask(forged)).toEqual(invalid);
    const unsigned = (await sign()).replace(/[^.]*$/, '');
    expect(await ask(`${unsigned}x`)).toEqual(invalid);
  });

  test('is refused for an app that has no federated credential', async () => {
    tenant.control.addApplication({ appId, displayName: 'Workload' });
    expect((await ask(await sign())).body).toMatchObject({ error_codes: [700211] });
  });
});

describe('the discovery document of another issuer', () => {
  test.each<[string, string, object]>([
    ['is not there', 'http://127.0.0.1:1', {}],
    ['is not a discovery document', own, {}],
    ['is of another issuer', own, { issuer: 'https://token.example.com', jwks_uri: `${own}/keys` }],
    ['names keys that are not to be had safely', own, { issuer: own, jwks_uri: 'http://example.com/keys' }],
    ['names keys that are none', own, { issuer: own, jwks_uri: `${own}/keys` }],
    ['is endless', own, { issuer: own, jwks_uri: `${own}/keys`, padding: 'x'.repeat(200_000) }],
  ])('%s', async (_case, iss, content) => {
    document = content;
    tenant.control.addApplication({ ...app, federatedIdentityCredentials: [{ ...credential, issuer: iss }] });
    expect(await ask(await sign({ iss }))).toEqual(
      failure(400, 'invalid_request', 501661, `Request to External OIDC endpoint failed. Issuer: '${iss}'.`),
    );
  });

  test('is asked for again when it could not be had', async () => {
    document = {};
    tenant.control.addApplication({ ...app, federatedIdentityCredentials: [{ ...credential, issuer: own }] });
    const assertion = await sign({ iss: own });
    expect((await ask(assertion)).body).toMatchObject({ error_codes: [501661] });
    document = { issuer: own, jwks_uri: `${issuer.authority}${issuer.tenantId}/discovery/v2.0/keys` };
    expect((await ask(assertion)).status).toBe(200);
  });
});
