import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { DiscoveryError } from './discovery-error.ts';
import { createHttpClient } from './http-client.ts';
import { isRecord } from './guards.ts';
import { tenantIdOfIssuer } from './issuer.ts';
import { isHttpsOrLoopback, isLoopback } from './loopback.ts';
import { initialDomain } from './authority.ts';
import { ProxyError } from './proxy-error.ts';
import type { TenantSettings } from './tenant-settings.ts';

/**
 * The fields of a discovery document that these samples use.
 *
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata
 */
export interface OpenIdConfiguration {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  jwks_uri: string;
  device_authorization_endpoint?: string;
  end_session_endpoint?: string;
}

/** A tenant that responded and whose issuer was verified. */
export interface Tenant {
  /** The directory (tenant) ID, in lower case. */
  tenantId: string;
  /** The value of `iss` in every token of this tenant. */
  issuer: string;
  jwksUri: string;
  metadata: OpenIdConfiguration;
  /**
   * How long the tenant allows clients to cache this response (`Cache-Control: max-age`), in seconds. 86,400 if it does
   * not say.
   */
  maxAgeSeconds: number;
  /**
   * Spread this into MSAL's `auth`. The issuer of Microsoft's tenants is on the host `<tenantId>.ciamlogin.com`,
   * whatever host was asked, and MSAL 7 rejects that during its own discovery. With this metadata, MSAL skips
   * discovery.
   */
  msal: { authority: string; authorityMetadata: string; knownAuthorities: string[] };
}

export interface DiscoveryOptions {
  http?: AxiosInstance;
  signal?: AbortSignal;
  /** The previous result. If it is given, another issuer is refused. */
  known?: Tenant | undefined;
}

/**
 * Fetches the tenant's discovery document and verifies its issuer. MSAL then needs no discovery of its own.
 *
 * @throws {DiscoveryError} when there is no response, the response is not a discovery document, or the issuer is not
 * the tenant's
 * @see
 * https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#find-your-apps-openid-configuration-document-uri
 */
export async function discoverTenant(settings: TenantSettings, options: DiscoveryOptions = {}): Promise<Tenant> {
  const { http = createHttpClient(), signal, known } = options;
  const url = discoveryUrl(settings);
  const response = await http
    .get<unknown>(url, { validateStatus: null, responseType: 'json', ...(signal ? { signal } : {}) })
    .catch((error: unknown) => {
      if (signal?.aborted) throw error;
      throw unreachable(url, error);
    });
  const tenant = readTenant(settings, url, response);
  if (known && known.issuer !== tenant.issuer) {
    throw new DiscoveryError(
      'tenant_mismatch',
      `The issuer of the tenant at ${settings.authority} was ${known.issuer} and is now ${tenant.issuer}. ` +
        'Do not sign in there. Check AUTHORITY and the proxy. If the change is intended, restart this program.',
    );
  }
  return tenant;
}

function discoveryUrl({ authority, tenantSubdomain, tenantId, httpHosts }: TenantSettings): string {
  if (!isHttpsOrLoopback(authority, httpHosts)) {
    throw new DiscoveryError(
      'discovery_invalid',
      `The authority ${authority} is not https. Only a local tenant on this machine may use http.`,
    );
  }
  return new URL(`/${tenantId ?? initialDomain(tenantSubdomain)}/v2.0/.well-known/openid-configuration`, authority)
    .href;
}

function unreachable(url: string, cause: unknown): DiscoveryError {
  const { host, hostname } = new URL(url);
  if (cause instanceof ProxyError) {
    return new DiscoveryError(cause.code, `The tenant at ${host} cannot be reached. ${cause.message}`, { cause });
  }
  if (axios.isAxiosError(cause) && cause.message.startsWith('maxContentLength')) {
    return new DiscoveryError(
      'discovery_unreachable',
      `The response from ${url} is too large for an OpenID Connect discovery document. Check AUTHORITY and the proxy.`,
      { cause },
    );
  }
  const reason = axios.isAxiosError(cause) ? (cause.code ?? cause.message) : String(cause);
  if (reason === 'ECONNREFUSED' && isLoopback(hostname)) {
    const start = 'Start the local tenant with pnpm demo or pnpm emulator, or correct AUTHORITY.';
    return new DiscoveryError('nothing_listening', `Nothing is listening at ${host}. ${start}`, { cause });
  }
  return new DiscoveryError(
    'discovery_unreachable',
    /CERT|^UNABLE_TO_|^ERR_TLS_/.test(reason)
      ? `The certificate of the server at ${url} was not accepted (${reason}). ` +
          'If a proxy or a private certificate authority issued it, name its certificate in NODE_EXTRA_CA_CERTS.'
      : `The tenant did not respond at ${url} (${reason}). Check TENANT_SUBDOMAIN and AUTHORITY, the network and the proxy.`,
    { cause },
  );
}

function readTenant(settings: TenantSettings, url: string, response: AxiosResponse<unknown>): Tenant {
  const { status, data } = response;
  if (isRecord(data) && Array.isArray(data['error_codes']) && data['error_codes'].includes(90_002)) {
    throw new DiscoveryError(
      'tenant_not_found',
      `AADSTS90002: there is no tenant at ${url}. Check TENANT_SUBDOMAIN${settings.tenantId ? ' and TENANT_ID' : ''}: ` +
        'the subdomain of contoso.onmicrosoft.com is contoso.',
    );
  }
  if (status >= 500 || status === 429) {
    throw new DiscoveryError(
      'discovery_unreachable',
      `The tenant responded with status ${status} at ${url}. This is usually temporary. Try again in a moment.`,
    );
  }
  if (status !== 200 || !isOpenIdConfiguration(data, settings)) {
    throw new DiscoveryError(
      'discovery_invalid',
      `The response from ${url} (status ${status}) is not an OpenID Connect discovery document. Check AUTHORITY and the proxy.`,
    );
  }
  const tenantId = tenantIdOfIssuer(settings, data.issuer);
  if (!tenantId) {
    throw new DiscoveryError(
      'issuer_mismatch',
      `The issuer of the tenant at ${settings.authority} is ${data.issuer}, which is neither its own address nor ` +
        'https://<tenant id>.ciamlogin.com/<tenant id>/v2.0. ' +
        (settings.tenantId
          ? 'Do not sign in there. Check AUTHORITY and TENANT_ID.'
          : 'If AUTHORITY is your custom URL domain, set TENANT_ID to your directory (tenant) ID. Otherwise do not sign in there.'),
    );
  }
  if (settings.tenantId && settings.tenantId.toLowerCase() !== tenantId) {
    throw new DiscoveryError(
      'tenant_mismatch',
      `TENANT_ID is ${settings.tenantId}, but the tenant at ${settings.authority} is ${tenantId}. Correct one of the two.`,
    );
  }
  const { host } = new URL(settings.authority);
  return {
    tenantId,
    issuer: data.issuer,
    jwksUri: data.jwks_uri,
    metadata: data,
    maxAgeSeconds: maxAge(response),
    msal: {
      // MSAL requires https in this string, but takes the endpoints, http or https, from the metadata.
      authority: `https://${host}/${tenantId}`,
      authorityMetadata: JSON.stringify(data),
      knownAuthorities: [host],
    },
  };
}

function isOpenIdConfiguration(data: unknown, settings: TenantSettings): data is OpenIdConfiguration {
  const endpoints = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'];
  return (
    isRecord(data) && typeof data['issuer'] === 'string' && endpoints.every((name) => isEndpoint(data[name], settings))
  );
}

/** Whether a value is an https URL, or an http URL of a local tenant. Tokens and secrets are sent there. */
function isEndpoint(value: unknown, { authority, httpHosts }: TenantSettings): boolean {
  if (typeof value !== 'string' || !isHttpsOrLoopback(value, httpHosts)) return false;
  const { protocol, username, password } = new URL(value);
  return (protocol === 'https:' || authority.startsWith('http:')) && username === '' && password === '';
}

function maxAge(response: AxiosResponse<unknown>): number {
  const seconds = /max-age=(\d+)/.exec(String(response.headers['cache-control'] ?? ''))?.[1];
  return seconds === undefined ? 86_400 : Number(seconds);
}
