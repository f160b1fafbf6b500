import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { SignJWT, importPKCS8 } from 'jose';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { newBrowser, responseIn, signInAt } from './browser.ts';
import { startEmulator } from '../src/index.ts';
import { authorizeUrl, codeRequest, post, parseResponse, signIn } from './client.ts';
import { failure, type Failure } from './failure.ts';
import { clientKey, clientSecret, clientThumbprint, ids, testTenant } from './tenant.ts';

const tenant = await startEmulator({ config: testTenant });
afterAll(() => tenant.close());
beforeEach(() => tenant.control.reset());

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ format: 'pem', type: 'pkcs8' })
  .toString();
const unknown = 'ffffffff-0000-4000-8000-000000000000';
const apiDefault = `api://${ids.api}/.default`;
const daemon = {
  grant_type: 'client_credentials',
  client_id: ids.daemon,
  client_secret: clientSecret,
  scope: apiDefault,
};

interface Assertion {
  key?: string;
  thumbprint?: string;
  audience?: string;
  issuedAt?: number;
}

async function assertion({
  key = clientKey,
  thumbprint = clientThumbprint,
  audience = `${tenant.authority}${tenant.tenantId}/oauth2/v2.0/token`,
  issuedAt = Math.floor(Date.now() / 1000),
}: Assertion = {}): Promise<Record<string, string>> {
  const jwt = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint })
    .setIssuer(ids.certificate)
    .setSubject(ids.certificate)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + 600)
    .sign(await importPKCS8(key, 'PS256'));
  return { client_assertion: jwt, client_assertion_type: assertionType };
}

const resourceMissing = `The resource principal named api://nowhere was not found in the tenant named Contoso. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`;

describe('client credentials', () => {
  test.each<[string, Record<string, string | undefined>, Failure]>([
    [
      'an unknown client',
      { client_id: unknown },
      [
        400,
        'unauthorized_client',
        700016,
        `Application with identifier '${unknown}' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
      ],
    ],
    [
      'a malformed client ID',
      { client_id: 'my-app' },
      [400, 'unauthorized_client', 700038, 'my-app is not a valid application identifier.'],
    ],
    [
      'a bad secret',
      { client_secret: 'wrong' },
      [
        401,
        'invalid_client',
        7000215,
        `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${ids.daemon}'.`,
      ],
    ],
    [
      'an expired secret',
      { client_id: ids.expired },
      [
        401,
        'invalid_client',
        7000222,
        `The provided client secret keys for app '${ids.expired}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
      ],
    ],
    [
      'no credential',
      { client_secret: undefined },
      [
        401,
        'invalid_client',
        7000218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      ],
    ],
    [
      'a public client without a credential',
      { client_id: ids.device, client_secret: undefined },
      [
        401,
        'invalid_client',
        7000218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      ],
    ],
    [
      'a public client with a secret',
      { client_id: ids.device },
      [
        401,
        'invalid_client',
        700025,
        "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
      ],
    ],
    ...[ids.api, ids.withoutCredentials].map((client): [string, Record<string, string>, Failure] => [
      `a secret of an app that has none and is not a public client, ${client}`,
      { client_id: client },
      [
        401,
        'invalid_client',
        7000215,
        `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${client}'.`,
      ],
    ]),
    [
      'a secret of a single-page app',
      { client_id: ids.singlePage },
      [
        401,
        'invalid_client',
        700025,
        "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
      ],
    ],
    [
      'a scope without .default',
      { scope: `api://${ids.api}/ToDoList.Read` },
      [
        400,
        'invalid_scope',
        1002012,
        `The provided value for scope api://${ids.api}/ToDoList.Read is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
      ],
    ],
    ['an unknown resource', { scope: 'api://nowhere/.default' }, [400, 'invalid_resource', 500011, resourceMissing]],
    [
      'an unsupported grant',
      { grant_type: 'password' },
      [400, 'unsupported_grant_type', 70003, "The app requested an unsupported grant type 'password'."],
    ],
    [
      'no grant type',
      { grant_type: undefined },
      [400, 'invalid_request', 900144, "The request body must contain the following parameter: 'grant_type'."],
    ],
    [
      'no client ID',
      { client_id: undefined },
      [400, 'invalid_request', 900144, "The request body must contain the following parameter: 'client_id'."],
    ],
    [
      'no scope',
      { scope: undefined },
      [400, 'invalid_request', 900144, "The request body must contain the following parameter: 'scope'."],
    ],
    [
      'an app without a role where assignment is required',
      { scope: `api://${ids.closedApi}/.default` },
      [
        400,
        'invalid_grant',
        501051,
        `Application '${ids.daemon}'(Sample daemon) is not assigned to a role for the application 'api://${ids.closedApi}'(API for assigned apps).`,
      ],
    ],
  ])('%s', async (_case, fields, expected) => {
    expect(await post(tenant, 'token', { ...daemon, ...fields })).toEqual(failure(...expected));
  });

  const notRegistered =
    'The certificate with identifier used to sign the client assertion is not registered on application.';
  test.each([
    [
      'a certificate that is not registered',
      { thumbprint: 'A'.repeat(43) },
      [401, 'invalid_client', 700027, `${notRegistered} [Reason - The key was not found.]`],
    ],
    [
      "a signature that is not the certificate's",
      { key: otherKey },
      [401, 'invalid_client', 700027, `${notRegistered} [Reason - The key used is not valid for the signature.]`],
    ],
    [
      'an assertion for elsewhere',
      { audience: 'https://example.com/token' },
      [
        401,
        'invalid_client',
        700023,
        "Client assertion audience claim does not match Realm issuer. Review the documentation at https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials. Audience: 'https://example.com/token'.",
      ],
    ],
    [
      'an assertion of yesterday',
      { issuedAt: Math.floor(Date.now() / 1000) - 86_400 },
      [
        401,
        'invalid_client',
        700024,
        'Client assertion is not within its valid time range. Ensure that the client assertion is not expired before it is sent.',
      ],
    ],
  ] satisfies [string, Assertion, Failure][])('%s', async (_case, made, expected) => {
    const request = { grant_type: 'client_credentials', client_id: ids.certificate, scope: apiDefault };
    expect(await post(tenant, 'token', { ...request, ...(await assertion(made)) })).toEqual(failure(...expected));
  });

  test('a certificate that has ended, by the clock of the tenant', async () => {
    const request = { grant_type: 'client_credentials', client_id: ids.certificate, scope: apiDefault };
    const made = { ...request, ...(await assertion()) };
    tenant.control.setClock({ advanceSeconds: 366 * 86_400 });
    expect(await post(tenant, 'token', made)).toEqual(
      failure(401, 'invalid_client', 1000502, 'The provided certificate is not within its specified validity window.'),
    );
  });

  test('an assertion that is not a JWT; one that is right works, twice, and by the clock of the client', async () => {
    const request = { grant_type: 'client_credentials', client_id: ids.certificate, scope: apiDefault };
    const malformed = { ...request, client_assertion: 'not-a-jwt', client_assertion_type: assertionType };
    expect(await post(tenant, 'token', malformed)).toEqual(
      failure(400, 'invalid_request', 50027, 'JWT token is invalid or malformed.'),
    );
    const right = { ...request, ...(await assertion()) };
    tenant.control.setClock({ advanceSeconds: 100_000 });
    expect((await post(tenant, 'token', right)).status).toBe(200);
    expect((await post(tenant, 'token', right)).status).toBe(200);
    const alias = {
      ...request,
      ...(await assertion({ audience: `${tenant.authority}contoso.onmicrosoft.com/oauth2/v2.0/token` })),
    };
    expect((await post(tenant, 'token', alias, {}, 'contoso.onmicrosoft.com')).status).toBe(200);
  });

  test('a body that is huge, or has a field twice', async () => {
    const malformed = failure(400, 'invalid_request', 9002313, 'Invalid request. Request is malformed or invalid.');
    expect(await post(tenant, 'token', { ...daemon, padding: 'x'.repeat(3_000_000) })).toEqual(malformed);
    const url = `${tenant.authority}${tenant.tenantId}/oauth2/v2.0/token`;
    const twice = new URLSearchParams([...Object.entries(daemon), ['scope', 'x']]);
    expect(await parseResponse(await fetch(url, { method: 'POST', body: twice }))).toEqual(
      failure(
        400,
        'invalid_request',
        9000411,
        "The request is not properly formatted. The parameter 'scope' is duplicated.",
      ),
    );
  });

  test('a body that is JSON or multipart has no fields', async () => {
    const url = `${tenant.authority}${tenant.tenantId}/oauth2/v2.0/`;
    const multipart = new FormData();
    for (const [name, value] of Object.entries(daemon)) multipart.set(name, value);
    const headers = { 'Content-Type': 'application/json' };
    const missing = (name: string): object =>
      failure(400, 'invalid_request', 900144, `The request body must contain the following parameter: '${name}'.`);
    for (const body of [JSON.stringify(daemon), multipart]) {
      const init = { method: 'POST', body, ...(body === multipart ? {} : { headers }) };
      expect(await parseResponse(await fetch(`${url}token`, init))).toEqual(missing('grant_type'));
      expect(await parseResponse(await fetch(`${url}devicecode`, init))).toEqual(missing('client_id'));
    }
  });

  test.each([
    ['token', 'GET', 'POST, OPTIONS'],
    ['token', 'PUT', 'POST, OPTIONS'],
    ['devicecode', 'GET', 'POST'],
  ])('%s by %s', async (endpoint, method, methods) => {
    const response = await fetch(`${tenant.authority}${tenant.tenantId}/oauth2/v2.0/${endpoint}`, { method });
    expect(await parseResponse(response)).toEqual(
      failure(
        400,
        'invalid_request',
        900561,
        `The endpoint only accepts ${methods} requests. Received a ${method} request.`,
      ),
    );
  });

  test('an unknown tenant', async () => {
    const text = `Tenant 'fabrikam.onmicrosoft.com' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`;
    expect(await post(tenant, 'token', daemon, {}, 'fabrikam.onmicrosoft.com')).toEqual(
      failure(400, 'invalid_request', 90002, text),
    );
    const response = await fetch(`${tenant.authority}fabrikam.onmicrosoft.com/v2.0/.well-known/openid-configuration`);
    expect(await parseResponse(response)).toEqual(failure(400, 'invalid_tenant', 90002, text));
  });

  test('takes the correlation ID of the request', async () => {
    const id = randomUUID();
    const response = await post(tenant, 'token', { ...daemon, client_secret: 'wrong' }, { 'client-request-id': id });
    expect(response.body.correlation_id).toBe(id);
    const inForm = await post(tenant, 'token', { ...daemon, client_secret: 'wrong', 'client-request-id': id });
    expect(inForm.body.correlation_id).toBe(id);
    expect(response.body.trace_id).toBe(response.headers['x-ms-request-id']);
    expect(response.body.error_description).toContain(
      `Trace ID: ${String(response.body.trace_id)} Correlation ID: ${id}`,
    );
  });
});

describe('authorization code and refresh token', () => {
  test('a wrong verifier, then the code still works, and never twice', async () => {
    const request = await codeRequest(tenant);
    expect(await post(tenant, 'token', { ...request, code_verifier: `${request.code_verifier ?? ''}x` })).toEqual(
      failure(
        400,
        'invalid_grant',
        501481,
        'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
      ),
    );
    expect((await post(tenant, 'token', request)).status).toBe(200);
    expect(await post(tenant, 'token', request)).toEqual(
      failure(
        400,
        'invalid_grant',
        54005,
        'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
      ),
    );
  });

  test('a code after ten minutes, and still days later', async () => {
    const request = await codeRequest(tenant);
    for (const advanceSeconds of [601, 3 * 86_400]) {
      tenant.control.setClock({ advanceSeconds });
      expect(await post(tenant, 'token', request)).toEqual(
        failure(
          400,
          'invalid_grant',
          70008,
          'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
        ),
      );
    }
  });

  test('another redirect URI than the code was sent to', async () => {
    const request = await codeRequest(tenant);
    expect(await post(tenant, 'token', { ...request, redirect_uri: 'http://localhost:3000/' })).toEqual(
      failure(
        401,
        'invalid_client',
        500112,
        "The reply address 'http://localhost:3000/' does not match the reply address 'http://localhost:3000/auth/redirect' provided when requesting Authorization code.",
      ),
    );
  });

  test('a refresh token that was idle for ninety days, and one that was revoked', async () => {
    const refresh = async () => {
      const { body } = await post(tenant, 'token', await codeRequest(tenant));
      return {
        grant_type: 'refresh_token',
        client_id: ids.web,
        client_secret: clientSecret,
        refresh_token: String(body.refresh_token),
      };
    };
    tenant.control.setClock({ freezeAt: '2026-01-01T00:00:00Z' });
    const idle = await refresh();
    for (const days of [90, 10]) {
      tenant.control.setClock({ advanceSeconds: days * 86_400 });
      expect(await post(tenant, 'token', idle)).toEqual(
        failure(
          400,
          'invalid_grant',
          700082,
          'The refresh token has expired due to inactivity. The token was issued on 2026-01-01T00:00:00.000Z and was inactive for 90.00:00:00.',
        ),
      );
    }
    tenant.control.setClock({ freezeAt: '2026-01-01T00:00:00Z' });
    const revoked = await refresh();
    tenant.control.revokeRefreshTokens();
    expect(await post(tenant, 'token', revoked)).toEqual(
      failure(
        400,
        'invalid_grant',
        50173,
        "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '2026-01-01T00:00:00.000Z' and the TokensValidFrom date (before which tokens are not valid) for this user is '2026-01-01T00:00:00.000Z'.",
      ),
    );
    expect((await post(tenant, 'token', await refresh())).status).toBe(200);
  });

  test('a refresh token that is used every month lives on for as long as it is', async () => {
    let { body } = await post(tenant, 'token', await codeRequest(tenant));
    for (const _month of Array.from({ length: 5 })) {
      tenant.control.setClock({ advanceSeconds: 30 * 86_400 });
      const refreshed = await post(tenant, 'token', {
        grant_type: 'refresh_token',
        client_id: ids.web,
        client_secret: clientSecret,
        refresh_token: String(body.refresh_token),
      });
      expect(refreshed.status).toBe(200);
      ({ body } = refreshed);
    }
  });

  test('a scope that does not exist, several resources, an API without consent', async () => {
    const { body } = await post(tenant, 'token', await codeRequest(tenant));
    const refresh = {
      grant_type: 'refresh_token',
      client_id: ids.web,
      client_secret: clientSecret,
      refresh_token: String(body.refresh_token),
    };
    const scope = `api://${ids.api}/Nothing.Read`;
    expect(await post(tenant, 'token', { ...refresh, scope })).toEqual(
      failure(
        400,
        'invalid_scope',
        70011,
        `The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
      ),
    );
    const two = `api://${ids.api}/ToDoList.Read api://${ids.olderApi}/Older.Read`;
    expect((await post(tenant, 'token', { ...refresh, scope: two })).body).toMatchObject({ error_codes: [28000] });
    expect(await post(tenant, 'token', { ...refresh, scope: `api://${ids.closedApi}/Closed.Read` })).toEqual(
      failure(
        400,
        'invalid_grant',
        65001,
        `The user or administrator has not consented to use the application with ID '${ids.web}' named 'Sample web app'. Send an interactive authorization request for this user and resource.`,
        'consent_required',
      ),
    );
    expect(await post(tenant, 'token', { ...refresh, scope: 'api://nowhere/Read' })).toEqual(
      failure(400, 'invalid_resource', 500011, resourceMissing),
    );
  });

  test('garbage for a code or a refresh token', async () => {
    const base = {
      client_id: ids.web,
      client_secret: clientSecret,
      redirect_uri: 'http://localhost:3000/auth/redirect',
    };
    for (const fields of [
      { grant_type: 'authorization_code', code: 'x' },
      { grant_type: 'refresh_token', refresh_token: 'x' },
    ]) {
      expect(await post(tenant, 'token', { ...base, ...fields })).toEqual(
        failure(400, 'invalid_grant', 9002313, 'Invalid request. Request is malformed or invalid.'),
      );
    }
  });
});

describe('authorization request', () => {
  test.each([
    'http://localhost:3000/AUTH/redirect',
    // No port is that high: this is not a URI at all.
    'http://localhost:99999/auth/redirect',
  ])('the wrong redirect URI %s is shown to the user and never followed', async (uri) => {
    const visit = await newBrowser().open(authorizeUrl(tenant, { redirect_uri: uri }));
    expect(visit.status).toBe(400);
    expect(visit.location).toBeUndefined();
    expect(visit.headers.get('content-type')).toContain('text/html');
    expect(visit.html).toContain(
      `AADSTS50011: The redirect URI &#39;${uri}&#39; specified in the request does not match the redirect URIs configured for the application`,
    );
  });

  test.each([
    ['prompt=none without a session', { prompt: 'none' }, 'login_required', 50058],
    ['an API without consent', { scope: `api://${ids.closedApi}/Closed.Read` }, 'consent_required', 65001],
    ['no scope', { scope: undefined }, 'invalid_request', 900144],
    ['a scope that does not exist', { scope: 'openid Nothing.Read' }, 'invalid_scope', 70011],
    ['a response type that is not enabled', { response_type: 'id_token' }, 'unsupported_response_type', 700054],
    ['an access token from /authorize', { response_type: 'token' }, 'unsupported_response_type', 700051],
    ['an unknown response type', { response_type: 'magic' }, 'unsupported_response_type', 70005],
    ['an unknown prompt', { prompt: 'magic' }, 'invalid_request', 90023],
    ['a response mode there is none of', { response_mode: 'magic' }, 'invalid_request', 70007],
    ['a challenge of the wrong size', { code_challenge: 'short' }, 'invalid_request', 501491],
    ['a challenge of an unknown method', { code_challenge_method: 'S512' }, 'invalid_request', 50149],
    ['a maximum age that is none', { max_age: 'old' }, 'invalid_request', 9002313],
    ['.default beside another scope', { scope: `${apiDefault} User.Read` }, 'invalid_scope', 70011],
    [
      'a single-page app without a challenge',
      { client_id: ids.singlePage, redirect_uri: 'http://localhost:5000/', code_challenge: undefined },
      'invalid_request',
      9002325,
    ],
    [
      'an ID token in the query',
      { client_id: ids.hybrid, response_type: 'id_token', response_mode: 'query', nonce: 'n' },
      'invalid_request',
      70007,
    ],
  ] satisfies [string, Record<string, string | undefined>, string, number][])(
    '%s goes back to the app',
    async (_case, fields, error, number) => {
      const visit = await newBrowser().open(authorizeUrl(tenant, fields));
      const response = Object.fromEntries(responseIn(visit.location ?? ''));
      expect(response).toEqual({
        error,
        error_description: expect.stringContaining(`AADSTS${number}: `),
        error_uri: `https://login.microsoftonline.com/error?code=${number}`,
        state: 'a-state',
      });
    },
  );

  test.each(['fragment', 'form_post'])('an ID token without openid, by %s', async (mode) => {
    const fields = { client_id: ids.hybrid, response_type: 'id_token', nonce: 'n', scope: 'profile' };
    const visit = await newBrowser().open(authorizeUrl(tenant, { ...fields, response_mode: mode }));
    const response = mode === 'form_post' ? visit.form().fields : Object.fromEntries(responseIn(visit.location ?? ''));
    expect(response).toEqual({
      error: 'unsupported_response_type',
      error_description: expect.stringContaining('AADSTS70005: '),
      error_uri: 'https://login.microsoftonline.com/error?code=70005',
      state: 'a-state',
    });
  });

  test('a maximum age and a nonce mean nothing without openid', async () => {
    const scope = `api://${ids.api}/ToDoList.Read`;
    expect((await signIn(tenant, { scope, max_age: '10', nonce: 'n' })).get('code')).not.toBeNull();
  });

  test('the user cancels, or declines to consent', async () => {
    const browser = newBrowser();
    const canceled = await browser.submitFrom(await browser.open(authorizeUrl(tenant)), { action: 'cancel' });
    expect(Object.fromEntries(responseIn(canceled.location ?? ''))).toEqual({
      error: 'access_denied',
      error_subcode: 'cancel',
      state: 'a-state',
    });
    const consent = await signInAt(
      browser,
      authorizeUrl(tenant, { prompt: 'consent' }),
      'ada@contoso.com',
      'Analytical-Engine-1843',
    );
    const declined = await browser.submitFrom(consent, { action: 'decline' });
    expect(Object.fromEntries(responseIn(declined.location ?? ''))).toMatchObject({
      error: 'consent_required',
      error_description: expect.stringContaining('AADSTS65004: User declined to consent to access the app.'),
    });
  });

  test('a user who is not assigned', async () => {
    const browser = newBrowser();
    const visit = await signInAt(
      browser,
      authorizeUrl(tenant, { client_id: ids.assigned }),
      'grace@contoso.com',
      'Flow-Matic-1955',
    );
    expect(Object.fromEntries(responseIn(visit.location ?? ''))).toMatchObject({
      error: 'access_denied',
      error_description: expect.stringContaining('AADSTS50105: '),
    });
    expect((await signIn(tenant, { client_id: ids.assigned })).get('code')).toMatch(/.{20}/);
  });
});

describe('device code', () => {
  const start = async () => {
    const { body } = await post(tenant, 'devicecode', { client_id: ids.device, scope: 'openid profile' });
    return { body, poll: { grant_type: 'device_code', client_id: ids.device, device_code: String(body.device_code) } };
  };

  test('pending, declined and expired', async () => {
    const { body, poll } = await start();
    expect(await post(tenant, 'token', poll)).toEqual(
      failure(
        400,
        'authorization_pending',
        70016,
        'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
      ),
    );
    const browser = newBrowser();
    const confirm = await browser.submitFrom(await browser.open(String(body.verification_uri)), {
      user_code: String(body.user_code),
    });
    await browser.submitFrom(confirm, { abort: 'yes' });
    expect(await post(tenant, 'token', poll)).toEqual(
      failure(400, 'authorization_declined', 70018, 'The end user declined the authorization request.'),
    );
    const late = await start();
    for (const advanceSeconds of [901, 2 * 86_400]) {
      tenant.control.setClock({ advanceSeconds });
      expect(await post(tenant, 'token', late.poll)).toEqual(
        failure(
          400,
          'expired_token',
          70020,
          "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
        ),
      );
    }
  });

  test('a code that is entered too late', async () => {
    const { body } = await start();
    tenant.control.setClock({ advanceSeconds: 901 });
    const browser = newBrowser();
    const page = await browser.submitFrom(await browser.open(String(body.verification_uri)), {
      user_code: String(body.user_code),
    });
    expect(page.html).toContain('AADSTS70019: Verification code expired.');
  });

  test('a user who is not assigned reads why on the page', async () => {
    const appId = ids.device;
    const app = { ...tenant.applications.find((application) => application.appId === appId)!, appId };
    tenant.control.addApplication({ ...app, appRoleAssignmentRequired: true });
    const { body } = await start();
    const browser = newBrowser();
    await signIn(tenant, {}, browser);
    const confirm = await browser.submitFrom(await browser.open(String(body.verification_uri)), {
      user_code: String(body.user_code),
    });
    const refused = await browser.submitFrom(confirm, { confirm: 'yes' });
    expect(refused.html).toContain('AADSTS50105: ');
    expect(refused.html).not.toContain('You have declined');
  });

  test('a code in the address of the page is ignored, and a page that oidc-provider has is none of ours', async () => {
    const { body } = await start();
    const uri = String(body.verification_uri);
    const page = await newBrowser().open(`${uri}?user_code=${String(body.user_code)}`);
    expect(page.html).toContain('Enter the code that your app or device shows.');
    const dead = await fetch(`${tenant.authority}${tenant.tenantId}/session/end/confirm`, { method: 'POST' });
    expect(dead.status).toBe(404);
  });

  test('an unknown code, an app that is not public, an endpoint without v2.0', async () => {
    const { poll } = await start();
    expect(await post(tenant, 'token', { ...poll, device_code: 'x' })).toEqual(
      failure(
        400,
        'bad_verification_code',
        70018,
        'Invalid verification code due to User typing in wrong user code for device code flow.',
      ),
    );
    expect((await post(tenant, 'devicecode', { client_id: ids.daemon, scope: 'openid' })).body).toMatchObject({
      error_codes: [7000218],
    });
    const response = await fetch(`${tenant.authority}${tenant.tenantId}/oauth2/token`, { method: 'POST' });
    expect(await response.json()).toMatchObject({ error_codes: [500207] });
  });
});
