import type { DiscoveryErrorCode } from 'ciam-config';
import { certificateErrors } from '../credential/certificate-error.ts';
import type { NetworkErrorCode } from '../network/network-error.ts';
import { type FixEntry, page, tryLater } from './fix-entry.ts';

const discovery = page.identityPlatform('v2-protocols-oidc');
const errors = page.identityPlatform('reference-error-codes');
const proxies = 'https://everything.curl.dev/usingcurl/proxies/env.html';
const msalErrors = page.identityPlatform('msal-error-handling-js');

/** Credentials that cannot be used. Most are already reported as problems of a setting. */
const credentialFixes: Record<string, FixEntry> = Object.fromEntries(
  Object.entries(certificateErrors).map(([code, [what, fix]]) => [
    code,
    {
      kind: 'credential',
      cause: `The credential ${what}.`,
      fix,
      link: page.identityPlatform('certificate-credentials'),
    },
  ]),
);

const requestFixes: Record<NetworkErrorCode | DiscoveryErrorCode | 'configuration_invalid', FixEntry> = {
  response_not_json: {
    kind: 'failed',
    cause: 'The response is not JSON but, for example, HTML. It comes from a proxy, a gateway, or a wrong AUTHORITY.',
    fix: 'Check AUTHORITY and the proxy.',
    link: errors,
  },
  response_invalid: {
    kind: 'failed',
    cause: 'The response is JSON, but not from the tenant. It comes from a proxy, a gateway, or a wrong AUTHORITY.',
    fix: 'Check AUTHORITY and the proxy.',
    link: errors,
  },
  response_too_large: {
    kind: 'failed',
    cause: 'The response is larger than any token response can be.',
    fix: 'Check AUTHORITY and the proxy.',
    link: errors,
  },
  configuration_invalid: {
    kind: 'configuration',
    cause: 'One or more settings are missing or malformed. The message names each.',
    fix: "Set it in the environment or in .env: in this repository a copy of .env.example at the root, elsewhere a file in the program's folder.",
    link: page.identityPlatform('quickstart-register-app'),
  },
  discovery_invalid: {
    kind: 'failed',
    cause: 'The response from the authority is not an OpenID Connect discovery document.',
    fix: 'Check AUTHORITY and the proxy.',
    link: discovery,
  },
  discovery_unreachable: {
    kind: 'failed',
    cause: 'The tenant did not respond.',
    fix: 'Check TENANT_SUBDOMAIN and AUTHORITY, the network and the proxy.',
    link: discovery,
  },
  issuer_mismatch: {
    kind: 'configuration',
    cause: "The tenant's issuer is neither on the authority's own address nor on the tenant's GUID host.",
    fix: 'Do not sign in there. Check AUTHORITY.',
    link: page.identityPlatform('claims-validation'),
  },
  network_broken: tryLater('The connection to the tenant failed or took too long.'),
  network_certificate: {
    kind: 'failed',
    cause: 'The certificate of the server was not accepted.',
    fix: 'If a proxy or a private certificate authority issued it, name its certificate in NODE_EXTRA_CA_CERTS.',
    link: 'https://nodejs.org/api/cli.html#node_extra_ca_certsfile',
  },
  network_unreachable: {
    kind: 'failed',
    cause: 'The tenant cannot be reached. Its name was not found, the connection was refused, or there is no network.',
    fix: 'Check TENANT_SUBDOMAIN and AUTHORITY, the network and the proxy.',
    link: discovery,
  },
  nothing_listening: {
    kind: 'failed',
    cause: 'AUTHORITY is an address of this machine, and no program listens there.',
    fix: 'Start the local tenant with pnpm demo or pnpm emulator, or correct AUTHORITY.',
    link: discovery,
  },
  proxy_invalid: {
    kind: 'configuration',
    cause: 'HTTPS_PROXY, HTTP_PROXY or ALL_PROXY does not contain the address of a proxy.',
    fix: 'Set it to http://<host>:<port>, with <user>:<password>@ in front of the host if the proxy asks for them.',
    link: proxies,
  },
  proxy_unreachable: {
    kind: 'failed',
    cause: 'The proxy does not respond, or its host name is unknown.',
    fix: 'Check HTTPS_PROXY, or list the host in NO_PROXY.',
    link: proxies,
  },
  proxy_unauthorized: {
    kind: 'configuration',
    cause:
      'The proxy requires a user and a password, rejected those it got, or requires NTLM, which these programs do not support.',
    fix: 'Put the user and password into HTTPS_PROXY. For NTLM, run a local proxy that supports it, such as Px or cntlm.',
    link: proxies,
  },
  proxy_refused: {
    kind: 'failed',
    cause: 'The proxy refused to connect to the host.',
    fix: 'Ask the people who run the proxy to allow the host, or list it in NO_PROXY.',
    link: proxies,
  },
  request_aborted: {
    kind: 'failed',
    cause: 'The program stopped waiting for the response.',
    fix: 'Start again when you want to.',
    link: msalErrors,
  },
  service_unavailable: tryLater('The tenant responded with 429 (too many requests) or 5xx.'),
  tenant_mismatch: {
    kind: 'configuration',
    cause: 'The tenant at the authority is not the one in TENANT_ID, or not the one that was there before.',
    fix: 'Correct TENANT_ID, or TENANT_SUBDOMAIN and AUTHORITY.',
    link: page.entra('fundamentals/how-to-find-tenant'),
  },
  tenant_not_found: {
    kind: 'configuration',
    cause: 'No tenant has this name (AADSTS90002).',
    fix: 'Check TENANT_SUBDOMAIN. For contoso.onmicrosoft.com, it is contoso.',
    link: page.entra('fundamentals/how-to-find-tenant'),
  },
};

/** The errors of ciam-config and this package. Their messages already say what to do. */
export const ownFixes: Readonly<Record<string, FixEntry>> = { ...credentialFixes, ...requestFixes };
