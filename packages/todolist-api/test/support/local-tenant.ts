import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTHeaderParameters } from 'jose';
import { localServer } from 'test-support';

const tenantId = 'aaaabbbb-0000-cccc-1111-dddd2222eeee';
export const apiClientId = '00001111-aaaa-2222-bbbb-3333cccc4444';
export const daemonClientId = '00001111-aaaa-2222-bbbb-000000000003';
export const webClientId = '00001111-aaaa-2222-bbbb-000000000001';
export const ada = 'ada00000-0000-4000-8000-000000000001';
export const grace = '97ace000-0000-4000-8000-000000000002';
export const daemonObjectId = 'dae00000-0000-4000-8000-000000000003';

export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: JWK;
}

/** A tenant's discovery document and key set over real HTTP, and its signing keys in the hand of the test. */
export interface LocalTenant extends AsyncDisposable {
  authority: string;
  issuer: string;
  keys: SigningKey[];
  /** The key it signs with. */
  signingKey(): SigningKey;
  /** The path of every request, in order. */
  paths: string[];
  /** While true, every request is answered with 503. */
  down: boolean;
  /** How long each response takes, in milliseconds. */
  delayMs: number;
  /** Answers a request instead of the tenant, when it returns something. */
  intercept?: ((path: string) => [status: number, body: unknown] | undefined) | undefined;
  /** Replaces all keys by one under another kid. */
  rotate(): void;
  /** A signed token; `undefined` removes a claim or header. */
  sign(claims: Claims, header?: Claims, key?: SigningKey): Promise<string>;
  appToken(roles: string[], claims?: Claims): Promise<string>;
  userToken(oid: string, scopes: string, claims?: Claims): Promise<string>;
}

export type Claims = Record<string, unknown>;

export async function makeKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  return { kid: randomUUID(), privateKey, publicKey, jwk: await exportJWK(publicKey) };
}

export async function startTenant(): Promise<LocalTenant> {
  const server = await localServer((request, response) => {
    tenant.paths.push(request.url ?? '');
    const [status, body] = answer(tenant, request.url ?? '');
    const respond = () => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    if (tenant.delayMs > 0) setTimeout(respond, tenant.delayMs);
    else respond();
  });
  const issuer = `${server.url}${tenantId}/v2.0`;

  const sign: LocalTenant['sign'] = async (claims, header = {}, key = tenant.signingKey()) => {
    const seconds = Math.floor(Date.now() / 1_000);
    const standard = { iss: issuer, aud: apiClientId, tid: tenantId, ver: '2.0', azpacr: '1' };
    const times = { iat: seconds - 5, nbf: seconds - 5, exp: seconds + 3_600 };
    return new SignJWT(withoutAbsent({ ...standard, ...times, ...claims }))
      .setProtectedHeader(withoutAbsent({ alg: 'RS256', typ: 'JWT', kid: key.kid, ...header }))
      .sign(key.privateKey);
  };

  const tenant: LocalTenant = {
    authority: server.url,
    issuer,
    keys: [await makeKey()],
    paths: [],
    signingKey: () => newest(tenant.keys),
    down: false,
    delayMs: 0,
    rotate: () => {
      tenant.keys = [{ ...tenant.signingKey(), kid: randomUUID() }];
    },
    sign,
    appToken: (roles, claims) =>
      sign({ azp: daemonClientId, oid: daemonObjectId, sub: daemonObjectId, roles, idtyp: 'app', ...claims }),
    userToken: (oid, scp, claims) =>
      sign({ azp: webClientId, oid, sub: `pairwise-${oid}`, scp, name: 'A user', ...claims }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return tenant;
}

function newest(keys: readonly SigningKey[]): SigningKey {
  const key = keys.at(-1);
  if (!key) throw new Error('The tenant has no key.');
  return key;
}

function answer(tenant: LocalTenant, path: string): [status: number, body: unknown] {
  const intercepted = tenant.intercept?.(path);
  if (intercepted) return intercepted;
  if (tenant.down) return [503, { error: 'temporarily_unavailable' }];
  const base = `${tenant.authority}${tenantId}`;
  if (path.endsWith('/.well-known/openid-configuration')) {
    return [
      200,
      {
        issuer: tenant.issuer,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
      },
    ];
  }
  return [
    200,
    { keys: tenant.keys.map(({ kid, jwk }) => ({ ...jwk, use: 'sig', kid, x5t: kid, issuer: tenant.issuer })) },
  ];
}

function withoutAbsent<T extends Claims>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T &
    JWTHeaderParameters;
}

/** The claims of a daemon's token that permits everything. */
export function goodClaims(tenant: LocalTenant): Claims {
  const seconds = Math.floor(Date.now() / 1_000);
  return {
    iss: tenant.issuer,
    aud: apiClientId,
    tid: tenantId,
    ver: '2.0',
    azp: daemonClientId,
    oid: daemonObjectId,
    sub: daemonObjectId,
    roles: ['ToDoList.ReadWrite.All'],
    idtyp: 'app',
    iat: seconds - 5,
    nbf: seconds - 5,
    exp: seconds + 600,
  };
}
