import type { Application } from '../tenant/model.ts';
import { EntraError } from './entra-error.ts';

/** The errors of clients and their credentials. */
export const clientErrors = {
  clientNotFound: (id: string, tenant: string): EntraError =>
    new EntraError(
      700016,
      'unauthorized_client',
      `Application with identifier '${id}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    ),
  clientIdMalformed: (id: string): EntraError =>
    new EntraError(700038, 'unauthorized_client', `${id} is not a valid application identifier.`),
  secretInvalid: (id: string): EntraError =>
    new EntraError(
      7000215,
      'invalid_client',
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${id}'.`,
      { status: 401 },
    ),
  secretExpired: (id: string): EntraError =>
    new EntraError(
      7000222,
      'invalid_client',
      `The provided client secret keys for app '${id}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
      { status: 401 },
    ),
  credentialMissing: (): EntraError =>
    new EntraError(
      7000218,
      'invalid_client',
      `The request body must contain the following parameter: 'client_assertion' or 'client_secret'.`,
      { status: 401 },
    ),
  credentialOfPublicClient: (): EntraError =>
    new EntraError(
      700025,
      'invalid_client',
      `Client is public so neither 'client_assertion' nor 'client_secret' should be presented.`,
      { status: 401 },
    ),
  certificateNotRegistered: (reason: string): EntraError =>
    new EntraError(
      700027,
      'invalid_client',
      `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - ${reason}]`,
      { status: 401 },
    ),
  certificateExpired: (): EntraError =>
    new EntraError(1000502, 'invalid_client', 'The provided certificate is not within its specified validity window.', {
      status: 401,
    }),
  assertionMalformed: (): EntraError =>
    new EntraError(50027, 'invalid_request', 'JWT token is invalid or malformed.', { status: 400 }),
  assertionAudience: (audience: string): EntraError =>
    new EntraError(
      700023,
      'invalid_client',
      `Client assertion audience claim does not match Realm issuer. Review the documentation at https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials. Audience: '${audience}'.`,
      { status: 401 },
    ),
  assertionOutOfTime: (): EntraError =>
    new EntraError(
      700024,
      'invalid_client',
      'Client assertion is not within its valid time range. Ensure that the client assertion is not expired before it is sent.',
      { status: 401 },
    ),
  federatedIssuerUnknown: (issuer: string): EntraError => federated(700211, 'issuer', issuer),
  federatedAudienceUnknown: (audience: string): EntraError => federated(700212, 'audience', audience),
  federatedSubjectUnknown: (subject: string): EntraError => federated(700213, 'subject', subject),
  federatedIssuerUnreachable: (issuer: string): EntraError =>
    new EntraError(501661, externalEndpointError, `Request to External OIDC endpoint failed. Issuer: '${issuer}'.`),
  federatedSignatureInvalid: (): EntraError =>
    new EntraError(federatedSignatureNumber, 'invalid_client', 'Client assertion failed signature validation.', {
      status: 401,
    }),
  /** @param asked what the request called the API */
  notAssignedApp: (client: Application, asked: string, resource: Application): EntraError =>
    new EntraError(
      501051,
      'invalid_grant',
      `Application '${client.appId}'(${client.displayName}) is not assigned to a role for the application '${asked}'(${resource.displayName}).`,
    ),
};

function federated(number: number, claim: string, value: string): EntraError {
  return new EntraError(
    number,
    'invalid_client',
    `No matching federated identity record found for presented assertion ${claim} '${value}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation`,
    { status: federatedStatus },
  );
}

// Recordings of these three errors agree on the text and the error, but lack the status.
const federatedStatus = 401;
// People quote the number and the text for an unreachable issuer, but not the error.
const externalEndpointError = 'invalid_request';
// The error reference lists this number for such a failure, whichever key signed.
const federatedSignatureNumber = 700027;
