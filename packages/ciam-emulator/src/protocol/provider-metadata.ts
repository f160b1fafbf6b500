import type { AdapterPayload } from 'oidc-provider';
import type { Directory } from '../tenant/directory.ts';
import { permissionName } from './scopes.ts';

/** Returns an API in oidc-provider's terms. */
export function resourceServerInfo(
  directory: Directory,
  identifier: string,
): { scope: string; audience: string; accessTokenFormat: 'jwt' } {
  // An app without an Application ID URI that requests a token for itself is identified by its appId.
  const resource = directory.resource(identifier) ?? directory.application(identifier.replace('api://', ''));
  const scopes = resource?.api?.oauth2PermissionScopes ?? [];
  return {
    scope: resource ? scopes.map(({ value }) => permissionName(resource, value)).join(' ') : '',
    audience: resource?.appId ?? identifier,
    accessTokenFormat: 'jwt',
  };
}

/**
 * Returns an application in oidc-provider's terms. Whether it exists, what it may do and its credential are checked
 * before oidc-provider gets the request.
 */
export function clientMetadata(directory: Directory, id: string): AdapterPayload | undefined {
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
