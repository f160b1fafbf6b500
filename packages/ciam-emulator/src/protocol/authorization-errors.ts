import { EntraError } from './entra-error.ts';

/** The errors and refusals of authorization requests. */
export const authorizationErrors = {
  redirectUriMismatch: (uri: string, id: string): EntraError =>
    new EntraError(
      50011,
      'invalid_request',
      `The redirect URI '${uri}' specified in the request does not match the redirect URIs configured for the application '${id}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this error.`,
    ),
  idTokenWithoutOpenId: (): EntraError =>
    new EntraError(
      70005,
      'unsupported_response_type',
      "The provided value for the input parameter 'response_type' is not valid. Response type 'id_token' requires the 'OpenID' scope.",
    ),
  responseTypeUnsupported: (type: string): EntraError =>
    new EntraError(
      70005,
      'unsupported_response_type',
      `The provided value for the input parameter 'response_type' is not valid. Expected 'code'. Received '${type}'.`,
    ),
  implicitDisabled: (type: string): EntraError =>
    new EntraError(
      type === 'token' ? 700051 : 700054,
      'unsupported_response_type',
      `response_type '${type}' is not enabled for the application.`,
    ),
  responseModeUnsupported: (mode: string): EntraError =>
    new EntraError(
      70007,
      'invalid_request',
      `'${mode}' is not a supported value of 'response_mode' when requesting a token.`,
    ),
  promptUnsupported: (prompt: string): EntraError =>
    new EntraError(90023, 'invalid_request', `Unsupported 'prompt' value '${prompt}'.`),
  challengeMethodUnsupported: (method: string): EntraError =>
    new EntraError(50149, 'invalid_request', `Invalid code challenge method '${method}'. Expected 'plain' or 'S256'.`),
  challengeInvalid: (): EntraError =>
    new EntraError(501491, 'invalid_request', 'Invalid size of Code_Challenge parameter.'),
  challengeMissing: (): EntraError =>
    new EntraError(
      9002325,
      'invalid_request',
      'Proof Key for Code Exchange is required for cross-origin authorization code redemption.',
    ),
  sessionMissing: (): EntraError =>
    new EntraError(50058, 'login_required', 'A silent sign-in request was sent but no user is signed in.'),
  severalAccounts: (): EntraError => new EntraError(16000, 'interaction_required', severalAccountsText),
  consentRequired: (id: string, name: string): EntraError =>
    new EntraError(
      65001,
      'invalid_grant',
      `The user or administrator has not consented to use the application with ID '${id}' named '${name}'. Send an interactive authorization request for this user and resource.`,
      { suberror: 'consent_required', redirectError: 'consent_required' },
    ),
  consentDeclined: (): EntraError =>
    new EntraError(65004, 'consent_required', 'User declined to consent to access the app.'),
  notAssignedUser: (id: string, name: string): EntraError =>
    new EntraError(
      50105,
      'invalid_grant',
      `Your administrator has configured the application ${name} ('${id}') to block users unless they are specifically granted ('assigned') access to the application.`,
      { redirectError: 'access_denied' },
    ),
  accessBlocked: (): EntraError =>
    new EntraError(
      53003,
      'invalid_grant',
      'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
      { suberror: 'message_only', redirectError: 'access_denied' },
    ),
  secondFactorRequired: (resource: string, contexts: readonly string[]): EntraError =>
    new EntraError(
      50076,
      'invalid_grant',
      `Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '${resource}'.`,
      {
        suberror: 'basic_action',
        redirectError: 'interaction_required',
        ...(contexts.length === 0 ? {} : { claims: demanded(contexts) }),
      },
    ),
  userDisabled: (): EntraError =>
    new EntraError(50057, 'invalid_grant', 'The user account is disabled.', { redirectError: disabledRedirectError }),
};

// The error on the redirect is not documented. This one makes apps send the user to the sign-in page, which explains
// the reason.
const disabledRedirectError = 'login_required';
// The error reference has the number, and says that silent requests get it. The text is as people quote it.
const severalAccountsText =
  'Either multiple user identities are available for the current request or selected account is not supported for the scenario.';

/** The `claims` that the app should send with the next sign-in. */
function demanded(values: readonly string[]): string {
  return JSON.stringify({ access_token: { acrs: { essential: true, values } } });
}
