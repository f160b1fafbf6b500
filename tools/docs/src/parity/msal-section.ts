import { type ParityRow, type ParitySection, real } from './row.ts';
import { sources } from './sources.ts';

const poll = '../../ciam-msal/test/device-code-poll.test.ts';
const network = '../../ciam-msal/test/network-client.test.ts';
const seen = (what: string, file: string, title: string): ParityRow => real(what, sources.msalNode, file, title);
const inChromium = (what: string, file: string, title: string): ParityRow => real(what, sources.chromium, file, title);

/** The behavior of clients that tenants and the apps of this repository have to cope with. */
export const msal: ParitySection = {
  title: 'What MSAL Node and browsers do',
  rows: [
    seen(
      'MSAL accepts an issuer on the GUID host if the authority has the tenant ID, or if that host is a known authority',
      '../../ciam-config/test/discovery.test.ts',
      'gives MSAL what it accepts',
    ),
    seen(
      'MSAL does not check the issuer in authorityMetadata, so the apps do',
      '../../ciam-config/src/issuer.test.ts',
      'contoso may not issue tokens as',
    ),
    seen('MSAL polls with grant_type=device_code', poll, 'holds the whole poll'),
    seen(
      'MSAL polls without a pause if the response has no interval',
      poll,
      'no interval means five seconds, never none',
    ),
    seen('MSAL ends a poll on slow_down, a status 5xx or HTML', poll, 'slow_down adds five seconds'),
    seen(
      'MSAL polls without a code if the request for one failed',
      poll,
      'a failed request for a code ends at once, without a poll',
    ),
    seen('MSAL notices a cancellation only between two polls', poll, 'ends it at once'),
    seen('MSAL refuses the same request for a minute after a 429 or 5xx', network, 'is not blocked for a minute by it'),
    seen('MSAL waits for a response without a time limit', network, 'the time for all attempts is bounded'),
    seen(
      'MSAL reports HTML as token_parsing_error, and an error of a poll as post_request_failed',
      '../../ciam-msal/src/fix/fix-for.test.ts',
      "explains MSAL's errors, whose text is only a link",
    ),
    seen(
      'MSAL does not repeat a request that the tenant refused',
      network,
      "a refusal is MSAL's to read, and is not repeated",
    ),
    seen('MSAL passes on only an AuthError of a network client', network, 'MSAL passes the error on whole'),
    seen(
      'MSAL does not use a cached token with less than 300 seconds left',
      'tokens.test.ts',
      'below 300 seconds MSAL asks for a new token each time',
    ),
    seen(
      'MSAL caches an application token only if the response has no scope and no client_info',
      'msal-node.test.ts',
      'gets an app token with roles by client credentials, and keeps it',
    ),
    seen('MSAL accepts http endpoints in authorityMetadata', 'msal-node.test.ts', 'signs a user in by device code'),
    seen(
      'MSAL reads discovery, ID tokens and errors, and verifies no signature',
      'msal-node.test.ts',
      'signs a user in by authorization code',
    ),
    inChromium(
      "A form from another site carries no Lax cookie, but the same form posted again by the app's own page does",
      '../../../apps/web-app/test/browser.e2e.test.ts',
      'signs in across sites, returns to the page asked for',
    ),
    inChromium(
      "A page under form-action 'self' reaches another host by meta refresh",
      '../../../apps/web-app/test/browser.e2e.test.ts',
      'no page ran into its own Content Security Policy',
    ),
    inChromium(
      "A front-channel sign-out in a frame arrives, even with frame-ancestors 'none'",
      '../../../apps/web-app/test/browser.e2e.test.ts',
      'signing out of one app signs out of the other',
    ),
  ],
};
