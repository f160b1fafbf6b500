import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Tenant } from '../tenant/tenant.ts';
import type { Application } from '../tenant/model.ts';
import { entraErrors } from './entra-errors.ts';
import { type Platform, sameRedirectUri } from './redirect-uris.ts';

/** Whether the request comes from a page of one of the application's registered single-page redirect URIs. */
export function isFromSinglePageApp({ headers: { origin } }: IncomingMessage, { spa }: Application): boolean {
  if (origin === undefined) return false;
  return spa?.redirectUris.some((uri) => sameRedirectUri(`${new URL(uri).origin}/`, `${origin}/`)) === true;
}

/** Lets pages of registered single-page apps read the response, and handles their preflight requests. */
export function allowSinglePageApps(request: IncomingMessage, response: ServerResponse, { directory }: Tenant): void {
  const { origin } = request.headers;
  if (origin === undefined || !directory.applications.some((client) => isFromSinglePageApp(request, client))) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Vary', 'Origin');
  response.setHeader('Access-Control-Expose-Headers', 'x-ms-request-id');
  if (request.method !== 'OPTIONS') return;
  response.setHeader('Access-Control-Allow-Methods', 'POST, OPTIONS');
  response.setHeader('Access-Control-Allow-Headers', request.headers['access-control-request-headers'] ?? '');
  response.setHeader('Access-Control-Max-Age', '3600');
}

/**
 * Checks who redeems a code or refresh token: only its pages may redeem a single-page app's, and no page may redeem
 * another app's.
 *
 * @throws {EntraError} 9002327 for a single-page app without a page, 9002326 for another app's page
 */
export function checkRedemptionOrigin(origin: string | undefined, platform: Platform | undefined): void {
  if (platform === 'spa' && origin === undefined) throw entraErrors.singlePageOnly();
  if (platform !== undefined && platform !== 'spa' && origin !== undefined) throw entraErrors.notSinglePage(origin);
}
