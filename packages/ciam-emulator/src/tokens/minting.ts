import { Provider } from 'oidc-provider';
import { grantedOpenIdScopes } from '../protocol/granted-scopes.ts';
import { offlineAccess, openIdScopes } from '../protocol/scopes.ts';
import { signInMethods, type SignInMethods } from '../protocol/sign-in-methods.ts';
import { requireContext } from '../server/request-context.ts';
import type { Directory } from '../tenant/directory.ts';
import { graphApplication } from '../tenant/microsoft-graph.ts';
import type { TenantContext } from '../tenant/tenant-context.ts';
import { tokenLifetime, userTokenLifetime } from '../tenant/token-lifetime.ts';
import { signFaulty } from './faulty-token.ts';
import type { SigningKeys } from './signing-keys.ts';
import { appTokenClaims, idTokenClaims, userTokenClaims } from './claims.ts';

type AccessToken = InstanceType<Provider['AccessToken']>;
type ClientCredentials = InstanceType<Provider['ClientCredentials']>;
type IdToken = InstanceType<Provider['IdToken']>;

/** Replaces oidc-provider's ID tokens and access tokens with Entra's. */
export function installTokenMinting(provider: Provider, tenant: TenantContext): void {
  const { directory, keys } = tenant;

  Object.assign(provider.IdToken.prototype, {
    async issue(this: IdToken & { scope?: string }) {
      const { issuer, clock } = requireContext();
      const client = directory.application(this.client.clientId);
      const user = directory.user(String(this.available.sub));
      if (!client || !user) throw new Error('The client or the user of an ID token has gone.');
      const claims = idTokenClaims({
        code: text(this.extra.c_hash),
        directory,
        user,
        client,
        issuer,
        now: clock.seconds(),
        expiresIn: tokenLifetime(directory, client),
        openId: new Set(this.scope?.split(' ')),
        sid: text(this.extra.sid),
        nonce: text(this.extra.nonce),
        methods: methodsOf('id_token', directory),
        authTime: typeof this.available.auth_time === 'number' ? this.available.auth_time : undefined,
      });
      return mint(claims, keys);
    },
  });

  Object.assign(provider.AccessToken.prototype, {
    async getValueAndPayload(this: AccessToken) {
      return { value: await mint(userClaims(this, tenant), keys) };
    },
  });

  Object.assign(provider.ClientCredentials.prototype, {
    async getValueAndPayload(this: ClientCredentials) {
      return { value: await mint(appClaims(this, tenant), keys) };
    },
  });
}

function mint(claims: object, keys: SigningKeys): Promise<string> {
  const fault = requireContext().tokenFault(Provider.ctx?.oidc.client?.clientId);
  return fault === undefined ? keys.sign(claims) : signFaulty(claims, fault, keys);
}

function userClaims(token: AccessToken, { directory }: TenantContext): object {
  const { issuer, clock, tokenRequest } = requireContext();
  const client = directory.application(token.clientId ?? '');
  const user = directory.user(token.accountId);
  const resource = directory.resource(String(token.aud));
  if (!client || !user || !resource) throw new Error('The client, user or API of an access token has gone.');
  const { ctx } = Provider;
  const openId = ctx && resource === graphApplication ? grantedOpenIdScopes(ctx) : [];
  const permissions = [...token.scopes].filter(
    (scope) => scope && scope !== offlineAccess && !openIdScopes.includes(scope),
  );
  return userTokenClaims({
    directory,
    user,
    client,
    resource,
    issuer,
    now: clock.seconds(),
    expiresIn: noteLifetime(userTokenLifetime(directory, resource)),
    sid: token.sid,
    methods: methodsOf('access_token', directory),
    credential: tokenRequest?.credential ?? '0',
    scopes: [...openId, ...permissions.map((name) => name.slice(name.lastIndexOf('/') + 1))],
  });
}

function appClaims(token: ClientCredentials, { directory }: TenantContext): object {
  const { issuer, clock, tokenRequest } = requireContext();
  const client = directory.application(token.clientId ?? '');
  const resource = directory.resource(String(token.aud));
  if (!client || !resource) throw new Error('The client or API of an access token has gone.');
  return appTokenClaims({
    directory,
    client,
    resource,
    issuer,
    now: clock.seconds(),
    expiresIn: noteLifetime(tokenLifetime(directory, resource)),
    credential: tokenRequest?.credential ?? '1',
  });
}

function methodsOf(token: 'access_token' | 'id_token', directory: Directory): SignInMethods | undefined {
  const { ctx } = Provider;
  return ctx && signInMethods(ctx, token, directory);
}

/** Records the lifetime of the access token for the response. */
function noteLifetime(expiresIn: number): number {
  const { tokenRequest } = requireContext();
  if (tokenRequest) tokenRequest.expiresIn = expiresIn;
  return expiresIn;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
