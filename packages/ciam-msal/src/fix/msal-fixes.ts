import { type FixEntry, page, signInAgain, tryLater } from './fix-entry.ts';

const deviceCode = page.identityPlatform('v2-oauth2-device-code');
const authCode = page.identityPlatform('v2-oauth2-auth-code-flow');
const discovery = page.identityPlatform('v2-protocols-oidc');
const msalErrors = page.identityPlatform('msal-error-handling-js');

/** Errors that MSAL Node itself raises. Its own text for them is only a link. */
export const msalFixes: Readonly<Record<string, FixEntry>> = {
  authority_mismatch: {
    kind: 'configuration',
    cause: 'The authority in the request differs from the authority of the app.',
    fix: 'Leave the authority out of the request, or set AUTHORITY.',
    link: page.identityPlatform('msal-client-applications'),
  },
  authority_uri_insecure: {
    kind: 'configuration',
    cause: 'MSAL does not accept an authority that begins with http://.',
    fix: "Let discoverTenant fetch the tenant's metadata and spread its `msal` into MSAL's `auth`; it accepts http for this machine only.",
    link: discovery,
  },
  device_code_expired: {
    kind: 'failed',
    cause: 'The device code expired before anyone signed in with it.',
    fix: 'Start again with a new code. It is valid for about 15 minutes.',
    link: deviceCode,
  },
  device_code_polling_cancelled: {
    kind: 'failed',
    cause: 'The program stopped waiting for the sign-in.',
    fix: 'Start again when you want to sign in.',
    link: deviceCode,
  },
  device_code_unknown_error: {
    kind: 'failed',
    cause: 'Polling for the sign-in ended without a reason.',
    fix: 'Start again with a new code.',
    link: deviceCode,
  },
  endpoints_resolution_error: {
    kind: 'failed',
    cause:
      "MSAL could not use the tenant's discovery document: the tenant did not respond, or its issuer is on the GUID host, as in every external tenant.",
    fix: "Check TENANT_SUBDOMAIN, AUTHORITY and the network. In code, spread the `msal` of discoverTenant into MSAL's `auth`.",
    link: discovery,
  },
  invalid_assertion: {
    kind: 'credential',
    cause: 'The app gave MSAL an empty or malformed client assertion.',
    fix: 'Check the file of the federated token, or the certificate and its private key.',
    link: page.identityPlatform('certificate-credentials'),
  },
  invalid_client_credential: {
    kind: 'configuration',
    cause: 'MSAL was given no credential, or more than one.',
    fix: 'Set exactly one of client secret, client certificate and federated token file.',
    link: page.identityPlatform('how-to-add-credentials'),
  },
  issuer_validation_failed: {
    kind: 'configuration',
    cause: "The issuer in the tenant's discovery document is not the authority's.",
    fix: "Check AUTHORITY. In code, spread the `msal` of discoverTenant into MSAL's `auth`.",
    link: discovery,
  },
  network_error: tryLater('The request to the tenant failed.'),
  no_account_in_silent_request: signInAgain('No user is signed in.'),
  no_tokens_found: signInAgain('There is no token to renew the sign-in with.'),
  nonce_mismatch: {
    kind: 'failed',
    cause: 'The ID token belongs to a different sign-in (nonce).',
    fix: 'Start the sign-in again. Two sign-ins may have run at the same time.',
    link: page.identityPlatform('id-token-claims-reference'),
  },
  openid_config_error: {
    kind: 'failed',
    cause: "The tenant's discovery document could not be read.",
    fix: 'Check TENANT_SUBDOMAIN, AUTHORITY and the proxy.',
    link: discovery,
  },
  post_request_failed: tryLater('The tenant responded to a token request with an error.'),
  refresh_token_expired: signInAgain('The refresh token has expired.'),
  state_mismatch: {
    kind: 'failed',
    cause: 'The response belongs to a different sign-in (state).',
    fix: 'Start the sign-in again from the app.',
    link: authCode,
  },
  thumbprint_missing_from_client_certificate: {
    kind: 'configuration',
    cause: 'The certificate was given without its thumbprint.',
    fix: 'Read the PEM file with readCredential, which computes the thumbprint.',
    link: page.identityPlatform('certificate-credentials'),
  },
  token_parsing_error: {
    kind: 'failed',
    cause: 'The response is not a token response. Often it is an HTML page of a proxy or a gateway.',
    fix: 'Check AUTHORITY and the proxy, and try again.',
    link: msalErrors,
  },
  untrusted_authority: {
    kind: 'configuration',
    cause: 'MSAL does not know the host of the authority.',
    fix: 'Name the host, with its port, in `knownAuthorities`. The `msal` of discoverTenant contains it.',
    link: page.externalId('concept-custom-url-domain'),
  },
};
