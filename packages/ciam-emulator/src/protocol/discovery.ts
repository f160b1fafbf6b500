import { olderIssuer } from '../tenant/older-issuer.ts';
import type { Directory } from '../tenant/directory.ts';

/** The address at which the tenant was asked, and its issuer. */
interface Address {
  origin: string;
  /** The origin for apps' own requests. Default: `origin`. */
  backChannel?: string;
  issuer: string;
}

/** Returns the discovery document, with its fields in Entra's order. */
export function discoveryDocument(directory: Directory, { origin, backChannel = origin, issuer }: Address): object {
  const tenant = `${origin}/${directory.tenantId}`;
  const forApps = `${backChannel}/${directory.tenantId}`;
  return {
    token_endpoint: `${forApps}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${forApps}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer,
    request_uri_parameter_supported: false,
    // A tenant under its own name must not send its users' tokens to Microsoft Graph.
    userinfo_endpoint: `${issuer.startsWith(`${origin}/`) ? backChannel : 'https://graph.microsoft.com'}/oidc/userinfo`,
    authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${forApps}/oauth2/v2.0/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${tenant}/oauth2/v2.0/logout`,
    claims_supported: [
      'sub',
      'iss',
      'cloud_instance_name',
      'cloud_instance_host_name',
      'cloud_graph_host_name',
      'msgraph_host',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'acr',
      'nonce',
      'preferred_username',
      'name',
      'tid',
      'ver',
      'at_hash',
      'c_hash',
      'email',
    ],
    kerberos_endpoint: `${tenant}/kerberos`,
    ...cloud,
  };
}

/**
 * Returns the discovery document for tokens of version 1. In an external tenant, only its keys and its issuer are
 * useful.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens
 */
export function olderDiscoveryDocument(directory: Directory, origin: string): object {
  const tenant = `${origin}/${directory.tenantId}`;
  return {
    token_endpoint: `${tenant}/oauth2/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${tenant}/discovery/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'token id_token', 'token'],
    scopes_supported: ['openid'],
    issuer: olderIssuer(directory),
    microsoft_multi_refresh_token: true,
    authorization_endpoint: `${tenant}/oauth2/authorize`,
    device_authorization_endpoint: `${tenant}/oauth2/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${tenant}/oauth2/logout`,
    claims_supported: [
      'sub',
      'iss',
      'cloud_instance_name',
      'cloud_instance_host_name',
      'cloud_graph_host_name',
      'msgraph_host',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'acr',
      'amr',
      'nonce',
      'email',
      'given_name',
      'family_name',
      'nickname',
    ],
    check_session_iframe: `${tenant}/oauth2/checksession`,
    userinfo_endpoint: `${tenant}/openid/userinfo`,
    kerberos_endpoint: `${tenant}/kerberos`,
    ...cloud,
  };
}

const cloud = {
  tenant_region_scope: 'NA',
  cloud_instance_name: 'microsoftonline.com',
  cloud_graph_host_name: 'graph.windows.net',
  msgraph_host: 'graph.microsoft.com',
  rbac_url: 'https://pas.windows.net',
};
