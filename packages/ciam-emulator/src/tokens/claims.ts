import { createHash, createHmac, randomBytes } from 'node:crypto';

import type { SignInMethods } from '../protocol/sign-in-methods.ts';
import type { TokenRequest } from '../server/request-context.ts';
import type { Directory, DirectoryUser } from '../tenant/directory.ts';
import { graphApplication } from '../tenant/microsoft-graph.ts';
import type { Application } from '../tenant/model.ts';
import { olderIssuer } from '../tenant/older-issuer.ts';
import { optionalClaims } from './optional-claims.ts';
import { tokenTimes } from './token-times.ts';

/** What any token says of its making. */
export interface TokenOrigin {
  issuer: string;
  /** Seconds since 1970. */
  now: number;
  /** Seconds it lives. */
  expiresIn: number;
}

export interface UserTokenSource extends TokenOrigin {
  directory: Directory;
  user: DirectoryUser;
  client: Application;
  sid?: string | undefined;
  /** By password alone when absent. */
  methods?: SignInMethods | undefined;
}

const random = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** Claims that mean something to Entra alone; here they are noise of the right length. */
const opaque = (): { aio: string; rh: string; uti: string } => ({
  aio: random(60),
  rh: `1.${random(45)}.`,
  uti: random(16),
});

/** The subject of a user as one application sees it, different in each. */
export function pairwiseSubject(directory: Directory, user: DirectoryUser, application: Application): string {
  return createHmac('sha256', directory.tenantId).update(`${application.appId}/${user.id}`).digest('base64url');
}

/** @see https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference */
export function idTokenClaims(
  source: UserTokenSource & {
    /** openid, profile, email as granted. */
    openId: ReadonlySet<string>;
    nonce?: string | undefined;
    authTime?: number | undefined;
    /** The authorization code that comes with it, for `c_hash`. */
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

/** @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
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

/** Of an application that signs in as itself: `sub` and `oid` are its service principal's. */
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
 * What version of access tokens an API takes; 1 where it does not say.
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

/** @see OpenID Connect Core 1.0 section 3.3.2.11 */
function halfHash(value: string): string {
  return createHash('sha256').update(value).digest().subarray(0, 16).toString('base64url');
}

function wantsIdTyp(resource: Application): boolean {
  return resource.optionalClaims?.accessToken?.some(({ name }) => name === 'idtyp') === true;
}

function contextsOf(methods: SignInMethods | undefined): { acrs?: string[] } {
  return methods?.demanded.length ? { acrs: methods.demanded } : {};
}

function present(claims: object): object {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

function rolesOf(directory: Directory, principalId: string, resource: Application): { roles?: string[] } {
  const roles = directory.roles(principalId, resource);
  return roles.length > 0 ? { roles } : {};
}
