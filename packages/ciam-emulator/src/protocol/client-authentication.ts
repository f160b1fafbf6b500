import { timingSafeEqual, createHash, X509Certificate } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import type { JWTPayload, ProtectedHeaderParameters } from 'jose';

import type { TokenRequest } from '../server/request-context.ts';
import type { Directory } from '../tenant/directory.ts';
import { isGuid } from '../tenant/guid.ts';
import type { Application } from '../tenant/model.ts';
import { entraErrors } from './entra-errors.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Finds the client of a request.
 * @throws EntraError 900144, 700038, 700016.
 */
export function findClient(clientId: string | undefined, directory: Directory): Application {
  if (!clientId) throw entraErrors.parameterMissing('client_id');
  if (!isGuid(clientId)) throw entraErrors.clientIdMalformed(clientId);
  const client = directory.application(clientId);
  if (!client) throw entraErrors.clientNotFound(clientId, directory.displayName);
  return client;
}

/** Moves `Authorization: Basic` into the form, where Entra looks for it too. */
export function readBasicCredentials(headers: IncomingHttpHeaders, form: URLSearchParams): void {
  const [scheme, encoded] = headers.authorization?.split(' ') ?? [];
  if (scheme?.toLowerCase() !== 'basic' || !encoded) return;
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  try {
    form.set('client_id', decodeURIComponent(id));
    form.set('client_secret', decodeURIComponent(secret.join(':').replaceAll('+', '%20')));
  } catch {
    throw entraErrors.requestMalformed();
  }
}

/**
 * Authenticates the client of a token request by secret or certificate, or lets a public client pass without.
 * @param audiences every spelling of the token endpoint that an assertion may be for.
 * @param now the machine's time in seconds: a client signs by its own clock, not by the tenant's.
 * @throws EntraError
 */
export async function authenticateClient(
  form: URLSearchParams,
  client: Application,
  audiences: string[],
  time: { tenant: number; machine: number },
): Promise<TokenRequest['credential']> {
  const secret = form.get('client_secret');
  const assertion = form.get('client_assertion');
  const confidential = Boolean(client.passwordCredentials?.length) || Boolean(client.keyCredentials?.length);
  if (!secret && !assertion) {
    if (confidential && !client.isFallbackPublicClient) throw entraErrors.credentialMissing();
    if (!isPublic(client)) throw entraErrors.credentialMissing();
    return '0';
  }
  if (!confidential) throw entraErrors.credentialOfPublicClient();
  if (assertion) {
    if (form.get('client_assertion_type') !== assertionType)
      throw entraErrors.parameterMissing('client_assertion_type');
    await verifyAssertion(assertion, client, audiences, time.machine);
    return '2';
  }
  verifySecret(secret ?? '', client, time.tenant);
  return '1';
}

/** Whether an application may come without a credential. */
export function isPublic(client: Application): boolean {
  return client.isFallbackPublicClient === true || client.spa !== undefined || client.publicClient !== undefined;
}

function verifySecret(secret: string, client: Application, now: number): void {
  const match = client.passwordCredentials?.find(({ secretText }) => sameText(secretText, secret));
  if (!match) throw entraErrors.secretInvalid(client.appId);
  if (match.endDateTime !== undefined && Date.parse(match.endDateTime) / 1000 <= now) {
    throw entraErrors.secretExpired(client.appId);
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

async function verifyAssertion(
  assertion: string,
  client: Application,
  audiences: string[],
  now: number,
): Promise<void> {
  let header: ProtectedHeaderParameters;
  let claims: JWTPayload;
  try {
    header = decodeProtectedHeader(assertion);
    claims = decodeJwt(assertion);
  } catch {
    throw entraErrors.assertionMalformed();
  }
  const audience = [claims.aud].flat().find((value) => value !== undefined && audiences.includes(value));
  if (audience === undefined) throw entraErrors.assertionAudience(String(claims.aud));
  if (claims.iss !== client.appId || claims.sub !== client.appId) throw entraErrors.assertionMalformed();
  const certificate = client.keyCredentials
    ?.map((credential) => new X509Certificate(credential.certificate))
    .find((candidate) =>
      thumbprintsOf(candidate).some((print) => print === header['x5t#S256'] || print === header.x5t),
    );
  if (!certificate) throw entraErrors.certificateNotRegistered('The key was not found.');
  try {
    await jwtVerify(assertion, certificate.publicKey, {
      algorithms: ['RS256', 'PS256'],
      currentDate: new Date(now * 1000),
      clockTolerance: 300,
    });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && String(cause.code).startsWith('ERR_JWT'))
      throw entraErrors.assertionOutOfTime();
    throw entraErrors.certificateNotRegistered('The key used is invalid.');
  }
}

function thumbprintsOf({ raw }: X509Certificate): string[] {
  return ['sha1', 'sha256'].map((algorithm) => createHash(algorithm).update(raw).digest('base64url'));
}
