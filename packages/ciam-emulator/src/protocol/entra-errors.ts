import { EntraError } from './entra-error.ts';

/** Every error of the emulator, one line each, worded as Entra words it. */
export const entraErrors = {
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
  redirectUriMismatch: (uri: string, id: string): EntraError =>
    new EntraError(
      50011,
      'invalid_request',
      `The redirect URI '${uri}' specified in the request does not match the redirect URIs configured for the application '${id}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this error.`,
    ),
  verifierMismatch: (): EntraError =>
    new EntraError(
      501481,
      'invalid_grant',
      'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
    ),
  codeRedeemed: (): EntraError =>
    new EntraError(
      54005,
      'invalid_grant',
      'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
    ),
  grantExpired: (): EntraError =>
    new EntraError(
      70008,
      'invalid_grant',
      'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
    ),
  codeMalformed: (): EntraError =>
    new EntraError(9002313, 'invalid_grant', 'Invalid request. Request is malformed or invalid.'),
  requestMalformed: (): EntraError =>
    new EntraError(9002313, 'invalid_request', 'Invalid request. Request is malformed or invalid.'),
  scopeInvalid: (scope: string): EntraError =>
    new EntraError(
      70011,
      'invalid_scope',
      `The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
    ),
  defaultScopeMissing: (scope: string): EntraError =>
    new EntraError(
      1002012,
      'invalid_scope',
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    ),
  resourceNotFound: (resource: string, tenant: string): EntraError =>
    new EntraError(
      500011,
      'invalid_resource',
      `The resource principal named ${resource} was not found in the tenant named ${tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
    ),
  severalResources: (scope: string): EntraError =>
    new EntraError(
      28000,
      'invalid_request',
      `Provided value for the input parameter scope is not valid because it contains more than one resource. Scope ${scope} is not valid.`,
    ),
  grantUnsupported: (grant: string): EntraError =>
    new EntraError(70003, 'unsupported_grant_type', `The app requested an unsupported grant type '${grant}'.`),
  tenantNotFound: (tenant: string, error = 'invalid_request'): EntraError =>
    new EntraError(
      90002,
      error,
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
    ),
  devicePending: (): EntraError =>
    new EntraError(
      70016,
      'authorization_pending',
      'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
    ),
  deviceExpired: (): EntraError =>
    new EntraError(
      70020,
      'expired_token',
      "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
    ),
  deviceDeclined: (): EntraError =>
    new EntraError(deviceDeclinedNumber, 'authorization_declined', 'The end user declined the authorization request.'),
  deviceCodeUnknown: (): EntraError =>
    new EntraError(
      70018,
      'bad_verification_code',
      'Invalid verification code due to User typing in wrong user code for device code flow.',
    ),
  consentRequired: (id: string, name: string): EntraError =>
    new EntraError(
      65001,
      'invalid_grant',
      `The user or administrator has not consented to use the application with ID '${id}' named '${name}'. Send an interactive authorization request for this user and resource.`,
      { suberror: 'consent_required' },
    ),
  consentDeclined: (): EntraError =>
    new EntraError(65004, 'consent_required', 'User declined to consent to access the app.'),
  parameterMissing: (name: string): EntraError =>
    new EntraError(900144, 'invalid_request', `The request body must contain the following parameter: '${name}'.`),
  sessionMissing: (): EntraError =>
    new EntraError(50058, 'login_required', 'A silent sign-in request was sent but no user is signed in.'),
  refreshTokenInactive: (issuedAt: number): EntraError =>
    new EntraError(
      700082,
      'invalid_grant',
      `The refresh token has expired due to inactivity. The token was issued on ${isoTime(issuedAt)} and was inactive for 90.00:00:00.`,
    ),
  refreshTokenRevoked: (issuedAt: number, validFrom: number): EntraError =>
    new EntraError(
      50173,
      'invalid_grant',
      `The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '${isoTime(issuedAt)}' and the TokensValidFrom date (before which tokens are not valid) for this user is '${isoTime(validFrom)}'.`,
    ),
  singlePageOnly: (): EntraError =>
    new EntraError(
      9002327,
      'invalid_request',
      "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
    ),
  notSinglePage: (origin: string): EntraError =>
    new EntraError(
      9002326,
      'invalid_request',
      `Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: '${origin}'.`,
    ),
  accountTypeWrong: (): EntraError =>
    new EntraError(
      500207,
      'invalid_request',
      "The account type can't be used for the resource you're trying to access.",
    ),
  implicitDisabled: (type: string): EntraError =>
    new EntraError(
      type === 'token' ? 700051 : 700054,
      'unsupported_response_type',
      `response_type '${type}' is not enabled for the application.`,
    ),
  responseModeUnsupported: (mode: string): EntraError =>
    new EntraError(
      9002325,
      'invalid_request',
      `The provided value for the input parameter 'response_mode' is not allowed. Received '${mode}'.`,
    ),
  promptUnsupported: (prompt: string): EntraError =>
    new EntraError(90023, 'invalid_request', `Unsupported 'prompt' value '${prompt}'.`),
  challengeMethodUnsupported: (method: string): EntraError =>
    new EntraError(501491, 'invalid_request', `Invalid code challenge method '${method}'. Expected 'plain' or 'S256'.`),
  challengeInvalid: (): EntraError =>
    new EntraError(501481, 'invalid_request', 'Invalid size or content of Code_Challenge parameter.'),
  other: (error: string): EntraError =>
    new EntraError(9002313, error, 'Invalid request. Request is malformed or invalid.'),
  unexpected: (): EntraError =>
    new EntraError(90033, 'temporarily_unavailable', 'A transient error has occurred. Please try again.', {
      status: 500,
    }),
  notAssignedUser: (id: string, name: string): EntraError =>
    new EntraError(
      50105,
      'access_denied',
      `Your administrator has configured the application ${name} ('${id}') to block users unless they are specifically granted ('assigned') access to the application.`,
    ),
  notAssignedApp: (client: string, resource: string): EntraError =>
    new EntraError(
      501051,
      'invalid_grant',
      `Application '${client}' is not assigned to a role for the application '${resource}'.`,
    ),
  responseTypeUnsupported: (type: string): EntraError =>
    new EntraError(
      70005,
      'unsupported_response_type',
      `The provided value for the input parameter 'response_type' is not valid. Expected 'code'. Received '${type}'.`,
    ),
};

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

// No recording shows the number of a declined device code.
const deviceDeclinedNumber = 70018;
