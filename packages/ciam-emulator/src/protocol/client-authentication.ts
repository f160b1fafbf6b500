import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { TokenRequest } from '../server/request-context.ts';
import type { Directory } from '../tenant/directory.ts';
import { isGuid } from '../tenant/guid.ts';
import type { Application } from '../tenant/model.ts';
import { type AssertionCircumstances, decodeAssertion, verifyCertificateAssertion } from './client-assertion.ts';
import { entraErrors } from './entra-errors.ts';
import { verifyFederatedAssertion } from './federated-credential.ts';
import type { FederatedIssuers } from './federated-issuers.ts';
import type { Platform } from './redirect-uris.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Finds the client of a request.
 *
 * @throws {EntraError} 900144 without a client ID, 700038 for a malformed one, 700016 for an unknown one
 */
export function findClient(clientId: string | null | undefined, directory: Directory): Application {
  if (!clientId) throw entraErrors.parameterMissing('client_id');
  if (!isGuid(clientId)) throw entraErrors.clientIdMalformed(clientId);
  const client = directory.application(clientId);
  if (!client) throw entraErrors.clientNotFound(clientId, directory.displayName);
  return client;
}

/**
 * Copies the credentials of `Authorization: Basic` into the form, where a secret may also be.
 *
 * @throws {EntraError} 9002313 when the encoding is malformed
 */
export function readBasicCredentials({ authorization }: IncomingHttpHeaders, form: URLSearchParams): void {
  const [scheme, encoded] = authorization?.split(' ') ?? [];
  if (scheme?.toLowerCase() !== 'basic' || !encoded) return;
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  try {
    form.set('client_id', decodeURIComponent(id.replaceAll('+', '%20')));
    form.set('client_secret', decodeURIComponent(secret.join(':').replaceAll('+', '%20')));
  } catch {
    throw entraErrors.requestMalformed();
  }
}

interface Circumstances extends AssertionCircumstances {
  /** The platform of the user's redirect URI, if there is one. */
  platform: Platform | undefined;
  issuers: FederatedIssuers;
}

/**
 * Authenticates the client of a token request by its secret, its certificate or a token of another issuer. A public
 * client needs no credential.
 *
 * @throws {EntraError} when the credential is missing, wrong or not allowed
 */
export async function authenticateClient(
  form: URLSearchParams,
  client: Application,
  circumstances: Circumstances,
): Promise<TokenRequest['credential']> {
  const secret = form.get('client_secret');
  const assertion = form.get('client_assertion');
  const { platform } = circumstances;
  if (!secret && !assertion) {
    if (platform === undefined ? allowsPublicFlows(client) : platform !== 'web') return '0';
    throw entraErrors.credentialMissing();
  }
  if (isPublicOnly(client) || (platform !== undefined && platform !== 'web')) {
    throw entraErrors.credentialOfPublicClient();
  }
  if (assertion) {
    if (form.get('client_assertion_type') !== assertionType) {
      throw entraErrors.parameterMissing('client_assertion_type');
    }
    const decoded = decodeAssertion(assertion);
    await (isOfAnotherIssuer(decoded.claims.iss)
      ? verifyFederatedAssertion(assertion, decoded.claims, client, circumstances)
      : verifyCertificateAssertion(assertion, decoded, client, circumstances));
    return '2';
  }
  verifySecret(secret ?? '', client, circumstances.tenantSeconds);
  return '1';
}

/** Whether an application may use flows without a credential and without a redirect URI, such as the device code flow. */
export function allowsPublicFlows(client: Application): boolean {
  return client.isFallbackPublicClient ?? (client.publicClient !== undefined && !hasCredentials(client));
}

/** Whether a client is only a public client. */
function isPublicOnly(client: Application): boolean {
  return !hasCredentials(client) && (allowsPublicFlows(client) || client.spa !== undefined) && !client.web;
}

function hasCredentials(client: Application): boolean {
  const { passwordCredentials = [], keyCredentials = [], federatedIdentityCredentials = [] } = client;
  return passwordCredentials.length + keyCredentials.length + federatedIdentityCredentials.length > 0;
}

/** Whether an assertion is from another issuer: a client's own has its ID as issuer, and all others have a URL. */
function isOfAnotherIssuer(issuer: string | undefined): boolean {
  return issuer !== undefined && URL.canParse(issuer);
}

function verifySecret(secret: string, client: Application, now: number): void {
  const match = client.passwordCredentials?.find(({ secretText }) => sameText(secretText, secret));
  if (!match) throw entraErrors.secretInvalid(client.appId);
  if (match.endDateTime !== undefined && Date.parse(match.endDateTime) / 1000 <= now) {
    throw entraErrors.secretExpired(client.appId);
  }
}

function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
