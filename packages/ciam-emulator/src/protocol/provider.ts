import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';

import { errors, interactionPolicy, Provider } from 'oidc-provider';
import type { AdapterPayload, Configuration, KoaContextWithOIDC } from 'oidc-provider';

import { currentContext, requireContext } from '../server/request-context.ts';
import { guidFrom } from '../tenant/guid.ts';
import { graphApplication } from '../tenant/microsoft-graph.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { accessTokenLifetime } from '../tokens/claims.ts';
import { installTokenMinting } from '../tokens/minting.ts';
import { userByLoginHint } from '../interactions/login-hint.ts';
import { deviceSources } from '../interactions/device-sources.ts';
import { memoryAdapter } from './memory-adapter.ts';
import { redirectUriRegistered } from './redirect-uris.ts';
import { installWireFormat, renderError } from './wire-format.ts';
import { entraErrors } from './entra-errors.ts';
import { consentedPermissions, openIdScopes, offlineAccess, permissionName, resourceIdentifier } from './scopes.ts';

const day = 86_400;
const refreshTokenDays = 90;

/** oidc-provider for one tenant: the protocol's state machine, without its wire format. */
export function buildProvider(tenant: Tenant): Provider {
  const { directory } = tenant;
  const provider = new Provider(tenant.issuer, configuration(tenant));
  // One tenant answers under several issuers, depending on the host it is asked by.
  Object.defineProperty(provider, 'issuer', { get: () => currentContext()?.issuer ?? tenant.issuer });
  provider.Client.prototype.redirectUriAllowed = function redirectUriAllowed(uri) {
    const application = directory.application(this.clientId);
    return application !== undefined && redirectUriRegistered(uri, application);
  };
  provider.Client.prototype.includeSid = () => true;
  provider.Session.prototype.ensureClientContainer = ensureSessionId;
  installTokenMinting(provider, tenant);
  installWireFormat(provider, tenant);
  const persist = Reflect.get(provider.Session.prototype, 'persist');
  provider.Session.prototype.persist = async function persistSaved() {
    // oidc-provider wants to keep a session that it has never saved when a form comes without its cookie.
    return this.exp === undefined ? '' : persist.call(this);
  };
  EventEmitter.prototype.on.call(provider, 'error', (error: Error & { expose?: boolean }) => {
    if (!error.expose) tenant.logUnexpected(error);
  });
  provider.on('server_error', (_ctx, error) => tenant.logUnexpected(error));
  return provider;
}

/** All apps of a session share one `sid`. */
function ensureSessionId(this: InstanceType<Provider['Session']>, clientId: string): void {
  if (this.sidFor(clientId) === undefined) this.sidFor(clientId, guidFrom(this.uid));
}

function configuration(tenant: Tenant): Configuration {
  const { directory } = tenant;
  return {
    adapter: memoryAdapter(tenant.store, (id) => clientMetadata(tenant, id)),
    claims: { openid: ['sub'] },
    // Tokens are made and signed elsewhere; this key only satisfies the constructor.
    jwks: {
      keys: [{ ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), kty: 'EC' }],
    },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    cookies: { keys: [randomBytes(24)], names: { session: 'session', interaction: 'interaction', resume: 'resume' } },
    extraParams: ['client_info'],
    scopes: openIdScopes,
    subjectTypes: ['public'],
    responseTypes: ['code', 'id_token', 'code id_token'],
    allowOmittingSingleRegisteredRedirectUri: false,
    pkce: { required: () => false },
    routes: {
      authorization: '/oauth2/v2.0/authorize',
      token: '/oauth2/v2.0/token',
      device_authorization: '/oauth2/v2.0/devicecode',
      code_verification: '/oauth2/deviceauth',
    },
    interactions: { policy: promptPolicy(tenant), url: (_ctx, { uid }) => `/${directory.tenantId}/interaction/${uid}` },
    findAccount: async (_ctx, id) => {
      const user = directory.user(id);
      return user && { accountId: user.id, claims: async () => ({ sub: user.id }) };
    },
    loadExistingGrant: (ctx) => consentedGrant(ctx, tenant),
    issueRefreshToken: (_ctx, _client, source) => source.scopes.has(offlineAccess),
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    renderError: (ctx, _out, error) => renderError(ctx, tenant, error),
    ttl: {
      AccessToken: accessTokenLifetime,
      AuthorizationCode: 600,
      ClientCredentials: accessTokenLifetime,
      DeviceCode: 900,
      Grant: 90 * day,
      IdToken: accessTokenLifetime,
      Interaction: 3600,
      RefreshToken: refreshTokenLifetime,
      Session: day,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true, charset: 'base-20', mask: '*********', ...deviceSources(tenant) },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        // The token request named its API in a scope, and that became its resource parameter.
        defaultResource: (_ctx, _client, oneOf) => oneOf?.[0] ?? resourceIdentifier(graphApplication),
        getResourceServerInfo: (_ctx, identifier) => resourceServerInfo(tenant, identifier),
      },
    },
  };
}

/** Consent is an administrator's, given beforehand: a sign-in meets no page for it unless asked by `prompt=consent`. */
async function consentedGrant(
  ctx: KoaContextWithOIDC,
  tenant: Tenant,
): Promise<InstanceType<Provider['Grant']> | undefined> {
  const { session, client, account } = ctx.oidc;
  if (!session || !client || !account) return undefined;
  const { Grant } = ctx.oidc.provider;
  const known = session.grantIdFor(client.clientId);
  const grant =
    (known === undefined ? undefined : await Grant.find(known)) ??
    new Grant({ accountId: account.accountId, clientId: client.clientId });
  const { directory } = tenant;
  const application = directory.application(client.clientId);
  if (application?.appRoleAssignmentRequired && directory.roles(account.accountId, application).length === 0) {
    const cause = entraErrors.notAssignedUser(application.appId, application.displayName);
    throw new errors.AccessDenied(undefined, { cause });
  }
  grant.addOIDCScope(openIdScopes.join(' '));
  for (const resource of directory.resources) {
    const names = application ? consentedPermissions(application, resource, directory) : [];
    if (names.length > 0) grant.addResourceScope(resourceIdentifier(resource), names.join(' '));
  }
  await grant.save();
  return grant;
}

function resourceServerInfo(
  { directory }: Tenant,
  identifier: string,
): { scope: string; audience: string; accessTokenFormat: 'jwt' } {
  const resource = directory.resource(identifier);
  const scopes = resource?.api?.oauth2PermissionScopes ?? [];
  return {
    scope: resource ? scopes.map(({ value }) => permissionName(resource, value)).join(' ') : '',
    audience: resource?.appId ?? identifier,
    accessTokenFormat: 'jwt',
  };
}

/** Whether a client is known, what it may do and how it proves itself is settled before oidc-provider sees the request. */
function clientMetadata({ directory }: Tenant, id: string): AdapterPayload | undefined {
  const application = directory.application(id);
  return (
    application && {
      client_id: application.appId,
      client_name: application.displayName,
      redirect_uris: ['https://redirect-uris.are.checked.against.the.directory.invalid/'],
      response_types: ['code', 'id_token', 'code id_token'],
      grant_types: [
        'implicit',
        'authorization_code',
        'refresh_token',
        'client_credentials',
        'urn:ietf:params:oauth:grant-type:device_code',
      ],
      token_endpoint_auth_method: 'none',
    }
  );
}

/**
 * Ninety days from the last use; a single-page app's end a day after the sign-in, however often they are refreshed.
 * @see https://learn.microsoft.com/entra/identity-platform/refresh-tokens#token-lifetime
 */
function refreshTokenLifetime(_ctx: KoaContextWithOIDC, token: InstanceType<Provider['RefreshToken']>): number {
  if (!requireContext().tokenRequest?.singlePage) return refreshTokenDays * day;
  const signedInAt = token.iiat ?? Math.floor(Date.now() / 1000);
  return Math.max(1, signedInAt + day - Math.floor(Date.now() / 1000));
}

function promptPolicy({ directory }: Tenant): interactionPolicy.DefaultPolicy {
  const { Check, Prompt, base } = interactionPolicy;
  const policy = base();
  policy.get('consent')?.checks.remove('native_client_prompt');
  policy.get('login')?.checks.add(
    new Check('login_hint_mismatch', 'another user is signed in than the app means', 'login_required', ({ oidc }) => {
      // Who has just signed in chose to be somebody else than the hint says.
      if (oidc.result?.login ?? oidc.result?.select_account) return Check.NO_NEED_TO_PROMPT;
      const hinted = userByLoginHint(directory, oidc.params?.login_hint);
      const other = hinted && oidc.session?.accountId !== undefined && oidc.session.accountId !== hinted.id;
      return other ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
    }),
  );
  policy.add(new Prompt({ name: 'create', requestable: true }), 0);
  policy.add(new Prompt({ name: 'select_account', requestable: true }), 0);
  return policy;
}
