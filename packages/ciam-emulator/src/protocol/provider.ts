import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { type Configuration, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { currentContext } from '../server/request-context.ts';
import { graphApplication } from '../tenant/microsoft-graph.ts';
import type { TenantContext } from '../tenant/tenant-context.ts';
import { defaultTokenLifetime } from '../tenant/token-lifetime.ts';
import { installTokenMinting } from '../tokens/minting.ts';
import { installSessionChoice } from './browser-accounts.ts';
import { sessionId } from './session-id.ts';
import { consentedGrant } from './consented-grant.ts';
import { memoryAdapter } from './memory-adapter.ts';
import { promptPolicy } from './prompt-policy.ts';
import { sessionCookie } from './session-cookie.ts';
import { clientMetadata, resourceServerInfo } from './provider-metadata.ts';
import { redirectUriRegistered } from './redirect-uris.ts';
import { installRefreshTokenPlatform, platformOfToken } from './refresh-token-platform.ts';
import { installWireFormat, renderError } from './wire-format.ts';
import { openIdScopes, offlineAccess, resourceIdentifier } from './scopes.ts';

type Session = InstanceType<Provider['Session']>;

const day = 86_400;
const refreshTokenDays = 90;
const persistentSessionDays = 90;
/**
 * The lifetime of a single-page app's refresh tokens from the sign-in, however often they are refreshed, in seconds.
 */
const singlePageLifetime = 86_399;
/** Longer than any chain of refresh tokens. */
const grantLifetime = 36_500 * day;

/** The pages of the device code flow, in the form that oidc-provider expects. */
export interface DevicePages {
  userCodeInputSource: (ctx: KoaContextWithOIDC, form: string, out?: unknown, error?: Error) => void;
  userCodeConfirmSource: (
    ctx: KoaContextWithOIDC,
    form: string,
    client: unknown,
    deviceInfo: unknown,
    userCode: string,
  ) => void;
  successSource: (ctx: KoaContextWithOIDC) => void;
}

/** Builds oidc-provider for one tenant: it is the protocol's state machine, without its wire format. */
export function buildProvider(tenant: TenantContext, devicePages: DevicePages): Provider {
  const { directory } = tenant;
  const provider = new Provider(tenant.issuer, configuration(tenant, devicePages));
  // A tenant has several issuers, depending on the host of a request.
  Object.defineProperty(provider, 'issuer', { get: () => currentContext()?.issuer ?? tenant.issuer });
  provider.Client.prototype.redirectUriAllowed = function redirectUriAllowed(uri) {
    const application = directory.application(this.clientId);
    return application !== undefined && redirectUriRegistered(uri, application);
  };
  provider.Client.prototype.includeSid = () => true;
  provider.Session.prototype.ensureClientContainer = ensureSessionId;
  installRefreshTokenPlatform(provider);
  installSessionChoice(provider, directory);
  installTokenMinting(provider, tenant);
  installWireFormat(provider, tenant);
  provider.Session.prototype.persist = persistSaved;
  provider.Session.prototype.loginAccount = takeLogin;
  // The types lack Koa's event. Without a listener, Koa would print the error itself.
  EventEmitter.prototype.on.call(provider, 'error', (error: Error & { expose?: boolean }) => {
    if (!error.expose) tenant.logUnexpected(error);
  });
  provider.on('server_error', (_ctx, error) => tenant.logUnexpected(error));
  return provider;
}

/** All apps of a session share one `sid`. */
function ensureSessionId(this: Session, clientId: string): void {
  if (this.sidFor(clientId) === undefined) this.sidFor(clientId, sessionId(this));
}

/**
 * Makes the session permanent if the user now wants to stay signed in. oidc-provider would keep a session that ends
 * with the browser.
 */
function takeLogin(this: Session, login: Parameters<Session['loginAccount']>[0]): void {
  const { accountId, loginTs = Math.floor(Date.now() / 1000), amr, acr, transient } = login;
  Object.assign(this, { accountId, loginTs, amr, acr, transient: transient === true ? true : undefined });
}

/** Does not save a session that was never saved, as oidc-provider would do if a form arrives without its cookie. */
async function persistSaved(this: Session): Promise<string> {
  return this.exp === undefined ? '' : this.save(this.exp - Math.floor(Date.now() / 1000));
}

/**
 * Returns cookie names with the port. Otherwise a tenant would share its cookies with other programs on this host,
 * because cookies ignore ports.
 */
function cookieNames({ origin }: TenantContext): { session: string; interaction: string; resume: string } {
  const name = (purpose: string): string => ['ciam-emulator', new URL(origin).port, purpose].filter(Boolean).join('-');
  return { session: name('session'), interaction: name('interaction'), resume: name('resume') };
}

function configuration(tenant: TenantContext, devicePages: DevicePages): Configuration {
  const { directory } = tenant;
  return {
    adapter: memoryAdapter(tenant.store, (id) => clientMetadata(directory, id)),
    claims: { openid: ['sub'] },
    // Tokens are created and signed elsewhere. The constructor just needs a key.
    jwks: {
      keys: [{ ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), kty: 'EC' }],
    },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    cookies: { keys: [randomBytes(24)], names: cookieNames(tenant), long: sessionCookie(tenant.origin) },
    extraParams: ['client_info', 'sid', 'contexts'],
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
    interactions: {
      policy: promptPolicy(tenant),
      url: (_ctx, { uid }) => `/${directory.tenantId}/interaction/${uid}`,
    },
    findAccount: async (_ctx, id) => {
      const user = directory.user(id);
      return user && { accountId: user.id, claims: async () => ({ sub: user.id }) };
    },
    loadExistingGrant: (ctx) => consentedGrant(ctx, directory),
    issueRefreshToken: (_ctx, _client, source) => source.scopes.has(offlineAccess),
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    renderError: (ctx, _out, error) => renderError(ctx, tenant, error),
    ttl: {
      AccessToken: defaultTokenLifetime,
      AuthorizationCode: 600,
      ClientCredentials: defaultTokenLifetime,
      DeviceCode: 900,
      Grant: grantLifetime,
      IdToken: defaultTokenLifetime,
      Interaction: 3600,
      RefreshToken: refreshTokenLifetime,
      Session: sessionLifetime,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true, charset: 'base-20', mask: '*********', ...devicePages },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        // The API in the scope of the token request became its resource parameter.
        defaultResource: (_ctx, _client, oneOf) => oneOf?.[0] ?? resourceIdentifier(graphApplication),
        getResourceServerInfo: (_ctx, identifier) => resourceServerInfo(directory, identifier),
      },
    },
  };
}

/**
 * A day from the last use, or ninety days for a user who stays signed in.
 *
 * @see https://learn.microsoft.com/entra/fundamentals/how-to-manage-stay-signed-in-prompt
 */
function sessionLifetime(_ctx: KoaContextWithOIDC, session: Session): number {
  return session.accountId === undefined || session.transient === true ? day : persistentSessionDays * day;
}

/**
 * Ninety days from the last use. A single-page app's refresh tokens end a day after the sign-in.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/refresh-tokens#token-lifetime
 */
function refreshTokenLifetime(_ctx: KoaContextWithOIDC, token: InstanceType<Provider['RefreshToken']>): number {
  if (platformOfToken(token) !== 'spa') return refreshTokenDays * day;
  const now = Math.floor(Date.now() / 1000);
  return Math.max(1, (token.iiat ?? now) + singlePageLifetime - now);
}
