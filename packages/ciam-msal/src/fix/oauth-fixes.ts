import { type FixEntry, page, signInAgain, tryLater } from './fix-entry.ts';

const deviceCode = page.identityPlatform('v2-oauth2-device-code');
const errors = page.identityPlatform('reference-error-codes');

/**
 * The OAuth 2.0 `error` values that a tenant sends, with or without an AADSTS code.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 * @see https://www.rfc-editor.org/rfc/rfc8628#section-3.5
 */
export const oauthFixes: Readonly<Record<string, FixEntry>> = {
  access_denied: {
    kind: 'refused',
    cause: 'The sign-in was canceled, or the tenant refused it.',
    fix: 'Sign in again, or ask an administrator whether the account may use this app.',
    link: errors,
  },
  authorization_declined: {
    kind: 'refused',
    cause: 'The sign-in was declined on the page where the code was entered.',
    fix: 'Start again and choose "Continue" there.',
    link: deviceCode,
  },
  bad_verification_code: {
    kind: 'failed',
    cause: 'The tenant does not know the device code any more.',
    fix: 'Start again with a new code.',
    link: deviceCode,
  },
  consent_required: {
    kind: 'refused',
    cause:
      'The permissions that the app asks for have no consent yet. In an external tenant, only an administrator can give it.',
    fix: 'In the admin center, open App registrations, your app, API permissions, and choose "Grant admin consent".',
    link: page.entra('identity/enterprise-apps/grant-admin-consent'),
  },
  expired_token: {
    kind: 'failed',
    cause: 'The device code expired before anyone signed in with it.',
    fix: 'Start again with a new code. It is valid for about 15 minutes.',
    link: deviceCode,
  },
  interaction_required: signInAgain('The tenant requires the user to sign in.'),
  invalid_client: {
    kind: 'credential',
    cause: "The tenant did not accept the app's credential.",
    fix: 'Check the client secret or certificate. For a console app, set "Allow public client flows" to Yes.',
    link: page.identityPlatform('how-to-add-credentials'),
  },
  invalid_grant: signInAgain('The code or the refresh token has expired, was already used or was revoked.'),
  invalid_request: {
    kind: 'configuration',
    cause: 'The tenant could not read the request.',
    fix: 'Look for an empty or misspelled setting, above all the tenant and the client ID.',
    link: errors,
  },
  invalid_resource: {
    kind: 'configuration',
    cause: 'The API for which the app requests a token is not registered in this tenant.',
    fix: 'Check API_CLIENT_ID and SCOPES.',
    link: page.troubleshoot('error-code-aadsts500011-resource-principal-not-found'),
  },
  invalid_scope: {
    kind: 'configuration',
    cause: 'The tenant does not know the scope that the app asked for.',
    fix: 'Check SCOPES: api://<API client id>/<scope>, and, for a daemon, api://<API client id>/.default.',
    link: page.identityPlatform('scopes-oidc'),
  },
  login_required: signInAgain('The browser has no session with the tenant.'),
  server_error: tryLater('The tenant had a temporary problem.'),
  temporarily_unavailable: tryLater('The tenant is busy.'),
  unauthorized_client: {
    kind: 'configuration',
    cause: 'The tenant does not have this app, or the app is not allowed to sign in this way.',
    fix: 'Compare the client ID and TENANT_SUBDOMAIN with the app registration.',
    link: page.identityPlatform('quickstart-register-app'),
  },
  unsupported_grant_type: {
    kind: 'configuration',
    cause: 'The app asked for a token in a way that the tenant does not offer.',
    fix: 'Use the authorization code flow with PKCE, the device code flow, or client credentials.',
    link: errors,
  },
};
