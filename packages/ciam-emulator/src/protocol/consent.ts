import type { Directory } from '../tenant/directory.ts';
import type { Application } from '../tenant/model.ts';
import { entraErrors } from './entra-errors.ts';
import { consentedPermissions, type RequestedScopes } from './scopes.ts';

/**
 * Checks that an administrator has consented in advance, as external tenants require.
 *
 * @throws {EntraError} 65001 for a permission without consent
 */
export function checkConsent(requested: RequestedScopes, client: Application, directory: Directory): void {
  const consented = new Set(
    requested.resources.flatMap((resource) => consentedPermissions(client, resource, directory)),
  );
  const missing = requested.resources.some((resource) => directory.consentedScopes(client, resource).length === 0);
  if (missing || requested.permissions.some((name) => !consented.has(name))) {
    throw entraErrors.consentRequired(client.appId, client.displayName);
  }
}
