import { type AdviceEntry, page } from './advice-entry.ts';

const deviceCode = page.identityPlatform('v2-oauth2-device-code');
const authCode = page.identityPlatform('v2-oauth2-auth-code-flow');
const discovery = page.identityPlatform('v2-protocols-oidc');
const errors = page.identityPlatform('reference-error-codes');
const msalErrors = page.identityPlatform('msal-error-handling-js');

const signInAgain = (cause: string): AdviceEntry => ({ cause, fix: 'Sign in again.', link: msalErrors });
const tryLater = (cause: string): AdviceEntry => ({ cause, fix: 'Try again in a moment.', link: errors });

/** The OAuth 2.0 `error` values that a tenant sends, with or without a number. @see RFC 6749 §5.2, RFC 8628 §3.5 */
const oauth: Readonly<Record<string, AdviceEntry>> = {
  access_denied: {
    cause: 'The sign-in was cancelled, or the tenant refused it.',
    fix: 'Sign in again, or ask an administrator whether the account may use this app.',
    link: errors,
  },
  authorization_declined: {
    cause: 'The sign-in was declined on the page where the code was entered.',
    fix: 'Start again and choose "Continue" there.',
    link: deviceCode,
  },
  bad_verification_code: {
    cause: 'The tenant does not know the device code any more.',
    fix: 'Start again with a new code.',
    link: deviceCode,
  },
  consent_required: {
    cause: 'Nobody has agreed to what the app asks for. In an external tenant only an administrator can.',
    fix: 'In the admin center open App registrations, your app, API permissions, and choose "Grant admin consent".',
    link: page.entra('identity/enterprise-apps/grant-admin-consent'),
  },
  expired_token: {
    cause: 'The device code expired before anybody signed in with it.',
    fix: 'Start again with a new code. It is good for about 15 minutes.',
    link: deviceCode,
  },
  interaction_required: signInAgain('The tenant wants the user to sign in.'),
  invalid_client: {
    cause: 'The tenant did not accept how the app proves who it is.',
    fix: 'Check the client secret or certificate. For a console app set "Allow public client flows" to Yes.',
    link: page.identityPlatform('how-to-add-credentials'),
  },
  invalid_grant: signInAgain('The code or the refresh token is expired, used up or revoked.'),
  invalid_request: {
    cause: 'The tenant could not read the request.',
    fix: 'Look for an empty or misspelt setting, above all the tenant and the client id.',
    link: errors,
  },
  invalid_resource: {
    cause: 'The API that the app asks a token for is not registered in this tenant.',
    fix: 'Check API_CLIENT_ID and SCOPES.',
    link: page.troubleshoot('error-code-aadsts500011-resource-principal-not-found'),
  },
  invalid_scope: {
    cause: 'The tenant does not know the scope that the app asked for.',
    fix: 'Check SCOPES: api://<API client id>/<scope>, and for a daemon api://<API client id>/.default.',
    link: page.identityPlatform('scopes-oidc'),
  },
  login_required: signInAgain('The browser has no session with the tenant.'),
  server_error: tryLater('The tenant had a problem of its own.'),
  temporarily_unavailable: tryLater('The tenant is busy.'),
  unauthorized_client: {
    cause: 'The tenant has no such app, or the app may not sign in this way.',
    fix: 'Check the client id and TENANT_SUBDOMAIN against the app registration.',
    link: page.identityPlatform('quickstart-register-app'),
  },
  unsupported_grant_type: {
    cause: 'The app asked for a token in a way that the tenant does not offer.',
    fix: 'Use the authorization code flow with PKCE, the device code flow, or client credentials.',
    link: errors,
  },
};

/** What MSAL Node finds by itself; its own text for these is only a link. */
const msal: Readonly<Record<string, AdviceEntry>> = {
  authority_mismatch: {
    cause: 'The request names another authority than the app was created with.',
    fix: 'Leave the authority out of the request, or set AUTHORITY.',
    link: page.identityPlatform('msal-client-applications'),
  },
  authority_uri_insecure: {
    cause: 'MSAL takes no authority that begins with http://.',
    fix: "Let discoverTenant fetch the tenant's metadata and spread its `msal` into MSAL's `auth`; it takes http for this machine only.",
    link: discovery,
  },
  device_code_expired: {
    cause: 'The device code expired before anybody signed in with it.',
    fix: 'Start again with a new code. It is good for about 15 minutes.',
    link: deviceCode,
  },
  device_code_polling_cancelled: {
    cause: 'The program stopped waiting for the sign-in.',
    fix: 'Start again when you want to sign in.',
    link: deviceCode,
  },
  device_code_unknown_error: {
    cause: 'Waiting for the sign-in ended without a reason.',
    fix: 'Start again with a new code.',
    link: deviceCode,
  },
  endpoints_resolution_error: {
    cause:
      "MSAL could not use the tenant's discovery document: it did not answer, or its issuer is on the GUID host, as in every external tenant.",
    fix: "Check TENANT_SUBDOMAIN, AUTHORITY and the network. In code, spread the `msal` of discoverTenant into MSAL's `auth`.",
    link: discovery,
  },
  invalid_assertion: {
    cause: 'The app handed MSAL an empty or malformed client assertion.',
    fix: 'Check the file of the federated token, or the certificate and its private key.',
    link: page.identityPlatform('certificate-credentials'),
  },
  invalid_client_credential: {
    cause: 'MSAL was given no credential, or more than one.',
    fix: 'Set exactly one of client secret, client certificate and federated token file.',
    link: page.identityPlatform('how-to-add-credentials'),
  },
  issuer_validation_failed: {
    cause: "The issuer in the tenant's discovery document is not the authority's.",
    fix: "Check AUTHORITY. In code, spread the `msal` of discoverTenant into MSAL's `auth`.",
    link: discovery,
  },
  network_error: tryLater('The request to the tenant broke.'),
  no_account_in_silent_request: signInAgain('Nobody is signed in.'),
  no_tokens_found: signInAgain('There is no token to renew the sign-in with.'),
  nonce_mismatch: {
    cause: 'The ID token answers another sign-in than the one that was started (nonce).',
    fix: 'Start the sign-in again. Two sign-ins may have crossed.',
    link: page.identityPlatform('id-token-claims-reference'),
  },
  openid_config_error: {
    cause: "The tenant's discovery document could not be read.",
    fix: 'Check TENANT_SUBDOMAIN, AUTHORITY and the proxy.',
    link: discovery,
  },
  post_request_failed: tryLater('The tenant answered a token request with an error.'),
  refresh_token_expired: signInAgain('The refresh token has expired.'),
  state_mismatch: {
    cause: 'The answer belongs to another sign-in than the one that was started (state).',
    fix: 'Start the sign-in again from the app.',
    link: authCode,
  },
  thumbprint_missing_from_client_certificate: {
    cause: 'The certificate was given without its thumbprint.',
    fix: 'Let readCredential read the PEM file: it computes the thumbprint.',
    link: page.identityPlatform('certificate-credentials'),
  },
  token_parsing_error: {
    cause: 'What came back is no token answer: often an HTML page of a proxy or a gateway.',
    fix: 'Check AUTHORITY and the proxy, and try again.',
    link: msalErrors,
  },
  untrusted_authority: {
    cause: 'MSAL does not know the host of the authority.',
    fix: 'Name the host, with its port, in `knownAuthorities`; the `msal` of discoverTenant does.',
    link: page.externalId('concept-custom-url-domain'),
  },
  user_timeout_reached: {
    cause: 'The time that --timeout allows passed before anybody signed in.',
    fix: 'Start again, or allow more time.',
    link: deviceCode,
  },
};

/** What ciam-config and the network client of this package throw; their messages already say what to do. */
const ours: Readonly<Record<string, AdviceEntry>> = {
  answer_not_json: {
    cause: 'HTML or something else came back where JSON belongs: a proxy, a gateway, or a wrong AUTHORITY.',
    fix: 'Check AUTHORITY and the proxy.',
    link: errors,
  },
  answer_too_large: {
    cause: 'The answer is larger than any token answer can be.',
    fix: 'Check AUTHORITY and the proxy.',
    link: errors,
  },
  configuration_invalid: {
    cause: 'One or more settings are missing or malformed; the message names each.',
    fix: 'Copy .env.example to .env and fill in what the message asks for.',
    link: page.identityPlatform('quickstart-register-app'),
  },
  discovery_invalid: {
    cause: 'What answered at the authority is no OpenID Connect discovery document.',
    fix: 'Check AUTHORITY and the proxy.',
    link: discovery,
  },
  discovery_unreachable: {
    cause: 'The tenant did not answer.',
    fix: 'Check TENANT_SUBDOMAIN and AUTHORITY, the network and the proxy.',
    link: discovery,
  },
  issuer_mismatch: {
    cause: "The issuer that the tenant names is neither the authority's own address nor the tenant's GUID host.",
    fix: 'Do not sign in there. Check AUTHORITY.',
    link: page.identityPlatform('claims-validation'),
  },
  network_broken: tryLater('The connection to the tenant broke or took too long.'),
  network_certificate: {
    cause: 'The certificate of the server was not accepted.',
    fix: 'If a proxy or a private authority issued it, name its certificate in NODE_EXTRA_CA_CERTS.',
    link: 'https://nodejs.org/api/cli.html#node_extra_ca_certsfile',
  },
  network_unreachable: {
    cause: 'The tenant cannot be reached: name not found, connection refused, or no network.',
    fix: 'Check TENANT_SUBDOMAIN and AUTHORITY, the network and the proxy.',
    link: discovery,
  },
  request_aborted: {
    cause: 'The program stopped waiting for the answer.',
    fix: 'Start again when you want to.',
    link: msalErrors,
  },
  service_unavailable: tryLater('The tenant answered 429 (too many requests) or 5xx.'),
  tenant_mismatch: {
    cause: 'TENANT_ID is not the tenant that answered at the authority.',
    fix: 'Correct TENANT_ID, or TENANT_SUBDOMAIN and AUTHORITY.',
    link: page.entra('fundamentals/how-to-find-tenant'),
  },
  tenant_not_found: {
    cause: 'There is no tenant of that name (AADSTS90002).',
    fix: 'Check TENANT_SUBDOMAIN: of contoso.onmicrosoft.com it is contoso.',
    link: page.entra('fundamentals/how-to-find-tenant'),
  },
};

/** What can be said about an error that has a name but no AADSTS number, by that name. */
export const errorCodeAdvice: Readonly<Record<string, AdviceEntry>> = { ...oauth, ...msal, ...ours };

/** Errors whose own message is a whole sentence that says what happened and what to do. */
export function speaksForItself(code: string): boolean {
  return Object.hasOwn(ours, code);
}
