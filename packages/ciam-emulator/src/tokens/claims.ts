import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { SignInMethods } from '../protocol/sign-in-methods.ts';
import type { TokenRequest } from '../server/request-context.ts';
import type { Directory, DirectoryUser } from '../tenant/directory.ts';
import { graphApplication } from '../tenant/microsoft-graph.ts';
import type { Application } from '../tenant/model.ts';
import { olderIssuer } from '../tenant/older-issuer.ts';
import { present } from '../tenant/present.ts';
import { optionalClaims } from './optional-claims.ts';
import { tokenTimes } from './token-times.ts';

/** The issuer and times of a token. */
export interface TokenOrigin {
  issuer: string;
  /** Seconds since 1970. */
  now: number;
  /** The lifetime in seconds. */
  expiresIn: number;
}

export interface UserTokenSource extends TokenOrigin {
  directory: Directory;
  user: DirectoryUser;
  client: Application;
  sid?: string | undefined;
  /** Default: a password only. */
  methods?: SignInMethods | undefined;
}

const random = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** Claims that only Entra can interpret. Here they are random, with the right length. */
const opaque = (): { aio: string; rh: string; uti: string } => ({
  aio: random(60),
  rh: `1.${random(45)}.`,
  uti: random(16),
});

/** Returns the `sub` of a user for an application, which differs for each application. */
export function pairwiseSubject(directory: Directory, user: DirectoryUser, application: Application): string {
  return createHmac('sha256', directory.tenantId).update(`${application.appId}/${user.id}`).digest('base64url');
}

/**
 * Returns the claims of an ID token.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 */
export function idTokenClaims(
  source: UserTokenSource & {
    /** The granted ones of openid, profile and email. */
    openId: ReadonlySet<string>;
    nonce?: string | undefined;
    authTime?: number | undefined;
    /** The authorization code that is sent with the token, for `c_hash`. */
    code?: string | undefined;
  },
): object {
  const { directory, user, client, issuer, now, expiresIn, openId, sid, nonce } = source;
  const { aio, rh, uti } = opaque();
  return {
    aud: client.appId,
    iss: issuer,
    ...tokenTimes(now, expiresIn),
    ...contextsOf(source.methods),
    aio,
    ...(source.code === undefined ? {} : { c_hash: halfHash(source.code) }),
    ...(openId.has('email') ? { email: user.mail } : {}),
    ...(openId.has('profile') ? { name: user.displayName } : {}),
    ...(nonce === undefined ? {} : { nonce }),
    ...(openId.has('profile') ? { oid: user.id, preferred_username: user.mail } : {}),
    rh,
    ...rolesOf(directory, user.id, client),
    ...(sid === undefined ? {} : { sid }),
    sub: pairwiseSubject(directory, user, client),
    tid: directory.tenantId,
    uti,
    ver: '2.0',
    ...optionalClaims(client.optionalClaims?.idToken, source),
  };
}

type Credential = TokenRequest['credential'];

/**
 * Returns the claims of a user's access token.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function userTokenClaims(
  source: UserTokenSource & { resource: Application; credential: Credential; scopes: string[] },
): object {
  const { directory, user, client, resource, sid, scopes, credential } = source;
  const version = tokenVersion(resource);
  const { aio, rh, uti } = opaque();
  const only1 = (claims: object): object => (version === 1 ? claims : {});
  return {
    ...audience(source, directory, resource),
    ...only1({ acr: '1' }),
    ...contextsOf(source.methods),
    aio,
    ...only1({ amr: source.methods?.amr ?? ['pwd'] }),
    ...authorizedParty(client, resource, credential),
    ...only1(present({ family_name: user.surname, given_name: user.givenName })),
    name: user.displayName,
    oid: user.id,
    ...(version === 1 ? {} : { preferred_username: user.mail }),
    rh,
    ...rolesOf(directory, user.id, resource),
    scp: scopes.join(' '),
    ...(sid === undefined ? {} : { sid }),
    sub: pairwiseSubject(directory, user, resource),
    tid: directory.tenantId,
    ...only1({ unique_name: user.mail, upn: directory.userPrincipalName(user) }),
    uti,
    ver: `${version}.0`,
    ...optionalClaims(resource.optionalClaims?.accessToken, source),
  };
}

/** Returns the claims of an app-only access token. `sub` and `oid` are those of its service principal. */
export function appTokenClaims(
  source: TokenOrigin & { directory: Directory; client: Application; resource: Application; credential: Credential },
): object {
  const { directory, client, resource, credential } = source;
  const { aio, rh, uti } = opaque();
  const oid = directory.servicePrincipalId(client);
  return {
    ...audience(source, directory, resource),
    aio,
    ...authorizedParty(client, resource, credential),
    ...(tokenVersion(resource) === 1 ? { idp: olderIssuer(directory) } : {}),
    ...(wantsIdTyp(resource) ? { idtyp: 'app' } : {}),
    oid,
    rh,
    ...rolesOf(directory, client.appId, resource),
    sub: oid,
    tid: directory.tenantId,
    uti,
    ver: `${tokenVersion(resource)}.0`,
  };
}

/**
 * Returns the version of access tokens that an API accepts. Default: 1.
 *
 * @see https://learn.microsoft.com/graph/api/resources/apiapplication
 */
function tokenVersion({ api }: Application): 1 | 2 {
  return api?.requestedAccessTokenVersion ?? 1;
}

function audience({ issuer, now, expiresIn }: TokenOrigin, directory: Directory, resource: Application): object {
  const older = tokenVersion(resource) === 1;
  return {
    aud: older && resource !== graphApplication ? (resource.identifierUris?.[0] ?? resource.appId) : resource.appId,
    iss: older ? olderIssuer(directory) : issuer,
    ...tokenTimes(now, expiresIn),
  };
}

function authorizedParty({ appId }: Application, resource: Application, credential: Credential): object {
  return tokenVersion(resource) === 1 ? { appid: appId, appidacr: credential } : { azp: appId, azpacr: credential };
}

/**
 * Hashes a value for `c_hash` or `at_hash`.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#HybridIDToken
 */
function halfHash(value: string): string {
  return createHash('sha256').update(value).digest().subarray(0, 16).toString('base64url');
}

function wantsIdTyp(resource: Application): boolean {
  return resource.optionalClaims?.accessToken?.some(({ name }) => name === 'idtyp') === true;
}

function contextsOf(methods: SignInMethods | undefined): { acrs?: string[] } {
  return methods?.demanded.length ? { acrs: methods.demanded } : {};
}

function rolesOf(directory: Directory, principalId: string, resource: Application): { roles?: string[] } {
  const roles = directory.roles(principalId, resource);
  return roles.length > 0 ? { roles } : {};
}
