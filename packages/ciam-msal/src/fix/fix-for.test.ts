import {
  AuthError,
  ClientAuthErrorCodes,
  ClientConfigurationErrorCodes,
  ConfidentialClientApplication,
  InteractionRequiredAuthError,
  ServerError,
} from '@azure/msal-node';
import { ConfigurationError, DiscoveryError } from 'ciam-config';
import { describe, expect, test } from 'vitest';
import { CertificateError } from '../credential/certificate-error.ts';
import { entraErrors } from '../../../ciam-emulator/src/protocol/entra-errors.ts';
import { fixFor, fixTable, fixText } from './fix-for.ts';

const correlationId = '4f6d2c1a-90ab-4cde-8f01-23456789abcd';
const tail = ` Trace ID: 00000000-0000-0000-0000-000000000000 Correlation ID: ${correlationId} Timestamp: 2026-11-20 22:00:00Z`;

/** Numbers that people report, and those that the local tenant never sends among them. */
const reported =
  `
  16000 50011 50020 50034 50053 50055 50058 50059 50076 50079 50105 50126 50146 50173 50194 50196 53003 54005 65001 65004
  70003 70008 70011 70016 70018 70019 70020 70021 90002 90023 90094 500011 500014 500113 500121 500207 500208 500210
  501051 501461 501481 650052 650056 650057 700003 700016 700024 700051 700025 700027 700038 700082 900144 900561 1000502
  1002012 1003037 1100001 7000112 7000215 7000218 7000222 7002137 7002138 9002313 9002325 9002326 9002327
`.match(/\d+/g) ?? [];
/** The errors that the local tenant sends. */
const sent = Object.values(entraErrors).map((make) => {
  const numberFor = (...about: (string | number)[]): number => {
    const error: { number: number } = Reflect.apply(make, undefined, about);
    return error.number;
  };
  // Some are about names, some about times.
  try {
    return String(numberFor('x', 'x', 'x'));
  } catch {
    return String(numberFor(0, 0, 0));
  }
});

describe('the table', () => {
  test.each([...new Set([...reported, ...sent])])('knows AADSTS%s', (number) => {
    expect(fixTable).toHaveProperty(`AADSTS${number}`);
  });

  test.each([
    ClientAuthErrorCodes.endpointResolutionError,
    ClientAuthErrorCodes.networkError,
    ClientAuthErrorCodes.stateMismatch,
    ClientAuthErrorCodes.nonceMismatch,
    ClientAuthErrorCodes.tokenParsingError,
    ClientAuthErrorCodes.openIdConfigError,
    ClientAuthErrorCodes.noAccountInSilentRequest,
    ClientConfigurationErrorCodes.untrustedAuthority,
    ClientConfigurationErrorCodes.authorityUriInsecure,
    ClientConfigurationErrorCodes.issuerValidationFailed,
    ClientConfigurationErrorCodes.authorityMismatch,
  ])("knows MSAL's %s", (code) => {
    expect(fixTable).toHaveProperty(code);
  });

  test.each(Object.entries(fixTable))('%s has whole sentences and a link', (_, { cause, fix, link }) => {
    expect(cause).toMatch(/^[A-Z].*[.)]$/);
    expect(fix).toMatch(/^[A-Z].*[.)]$/);
    expect(new URL(link).protocol).toBe('https:');
  });
});

/** The error that MSAL throws for a response of the token endpoint. */
function tokenError(body: object): Promise<unknown> {
  const metadata = {
    issuer: 'https://t/',
    authorization_endpoint: 'https://t/a',
    token_endpoint: 'https://t/t',
    jwks_uri: 'https://t/k',
  };
  const response = { status: 400, headers: {}, body };
  const send = (): Promise<never> => Promise.resolve<object>(response) as Promise<never>;
  const auth = {
    clientId: 'x',
    clientSecret: 'x',
    authority: 'https://t/t',
    knownAuthorities: ['t'],
    authorityMetadata: JSON.stringify(metadata),
  };
  const networkClient = { sendGetRequestAsync: send, sendPostRequestAsync: send };
  return new ConfidentialClientApplication({ auth, system: { networkClient } })
    .acquireTokenByClientCredential({ scopes: ['api://x/.default'] })
    .catch((error: unknown) => error);
}

describe('fixFor', () => {
  test("keeps the tenant's sentence and adds what to change", () => {
    const text = "AADSTS700016: Application with identifier 'x' was not found in the directory 'contoso'.";
    const found = fixFor(new ServerError('unauthorized_client', correlationId, text + tail, '', '700016', 400));
    expect(found).toEqual({
      kind: 'configuration',
      message: text,
      fix: fixTable['AADSTS700016']?.fix,
      link: fixTable['AADSTS700016']?.link,
      correlationId,
      code: 'AADSTS700016',
    });
  });

  test.each<[string, unknown, string]>([
    [
      'an MSAL error with a number',
      new ServerError('invalid_client', 'c', `7000222 ${tail}`, '', '7000222'),
      'AADSTS7000222',
    ],
    ['an MSAL error without', new AuthError('endpoints_resolution_error', 'c'), 'endpoints_resolution_error'],
    [
      'what MSAL makes of a declined device code',
      new AuthError('post_request_failed', 'c', 'authorization_declined'),
      'authorization_declined',
    ],
    ['interaction required', new InteractionRequiredAuthError('no_tokens_found', 'c'), 'no_tokens_found'],
    ['a redirect', { error: 'access_denied', error_subcode: 'cancel' }, 'access_denied'],
    [
      'a redirect with a number',
      { error: 'consent_required', error_description: `AADSTS65004: User declined.${tail}` },
      'AADSTS65004',
    ],
    ['a token response', { error: 'invalid_grant', error_codes: [70_008] }, 'AADSTS70008'],
    ['discovery', new DiscoveryError('tenant_not_found', 'AADSTS90002: no such tenant.'), 'AADSTS90002'],
    ['a wrapped error', new Error('sign-in failed', { cause: new AuthError('state_mismatch', 'c') }), 'state_mismatch'],
    ['an unknown number', new Error('AADSTS99999: New.'), 'AADSTS99999'],
    ['an unknown name', Object.assign(new Error('odd'), { code: 'EODD' }), 'EODD'],
  ])('%s', (_, error, code) => {
    expect(fixFor(error).code).toBe(code);
    expect(fixFor(error).message).toMatch(/\w/);
    expect(Boolean(fixFor(error).link)).toBe(code in fixTable || code.startsWith('AADSTS'));
  });

  test.each<[string, unknown, string]>([
    ['a client ID the tenant does not know', { error_codes: [700_016] }, 'configuration'],
    ['a tenant that does not exist', new DiscoveryError('tenant_not_found', 'AADSTS90002: none'), 'configuration'],
    ['a setting', new ConfigurationError(['X is not set.']), 'configuration'],
    ['a wrong secret', { error: 'invalid_client', error_codes: [7_000_215] }, 'credential'],
    ['a public client that is not enabled', new AuthError('invalid_client', 'c', 'AADSTS7000218'), 'credential'],
    ['a user who is not assigned', { error_codes: [50_105] }, 'refused'],
    ['a device code that was declined', new AuthError('authorization_declined', 'c'), 'refused'],
    [
      'an account that exists, which comes as a server error',
      { error: 'server_error', error_codes: [1_003_037] },
      'refused',
    ],
    ['a new number of a server error', { error: 'server_error', error_codes: [99_999] }, 'failed'],
    ['a redirect URI of another platform', new AuthError('invalid_request', 'c', 'AADSTS9002327'), 'configuration'],
    ['a malformed request', { error: 'invalid_request', error_codes: [9_002_313] }, 'configuration'],
    ['a malformed code, as any stranger can send one', { error: 'invalid_grant', error_codes: [9_002_313] }, 'refused'],
    ['a malformed something', { error_codes: [9_002_313] }, 'configuration'],
    ['a token file that has gone', new CertificateError('file_not_found'), 'credential'],
    ['a number that is new', new Error('AADSTS99999: New.'), 'refused'],
    ['a new number under a known name', { error: 'invalid_scope', error_codes: [99_999] }, 'configuration'],
    ['a busy tenant', new AuthError('service_unavailable', 'c', 'Status 503. It said: AADSTS90033: Later.'), 'failed'],
    ['a device code that expired', new AuthError('expired_token', 'c'), 'failed'],
    ['a tenant that does not respond', new DiscoveryError('discovery_unreachable', 'x'), 'failed'],
    ['a page where discovery should be', new DiscoveryError('discovery_invalid', 'x'), 'failed'],
    ['no connection', new AuthError('network_unreachable', 'c'), 'failed'],
    ['anything else', new TypeError('x is not a function'), 'failed'],
  ])('says what has to change: %s', (_, error, kind) => {
    expect(fixFor(error).kind).toBe(kind);
  });

  test.each([
    [600, 'AADSTS700024', /^The clock of this machine is 10 minutes ahead of the tenant's\. Set the clock/],
    [
      -7200,
      'AADSTS1000502',
      /^The clock of this machine is 120 minutes behind the tenant's\. Create a new certificate/,
    ],
    [30, 'AADSTS700024', /^Set the clock/],
    [600, 'AADSTS7000215', /^Create a new client secret/],
  ])('a clock that is %i seconds ahead, and %s', (seconds, code, fix) => {
    const at = new Date(Math.floor(Date.now() / 1000) * 1000 - seconds * 1000);
    const timestamp = at.toISOString().replace('T', ' ').replace('.000', '');
    const error = new ServerError('invalid_client', 'c', `${code}: No. Trace ID: x Timestamp: ${timestamp}`);
    expect(fixFor(error).fix?.replace(/\b(60[0-2]|720[0-2]|7199)\b/, String(Math.abs(seconds)))).toMatch(fix);
  });

  test('links an unknown AADSTS code to its page at Microsoft', () => {
    expect(fixFor(new Error('AADSTS99999: New.')).link).toBe('https://login.microsoftonline.com/error?code=99999');
  });

  test('formats lines for a terminal, with the correlation ID last', () => {
    const error = new ServerError('invalid_client', 'the-id', 'AADSTS7000218: No secret. Trace ID: x', '', '7000218');
    expect(fixText(error).split('\n')).toEqual([
      'AADSTS7000218: No secret.',
      fixTable['AADSTS7000218']?.fix,
      `See ${fixTable['AADSTS7000218']?.link}`,
      'Correlation ID: the-id',
    ]);
  });

  test("explains MSAL's errors, whose text is only a link", () => {
    expect(fixFor(new AuthError('token_parsing_error', 'c')).message).toBe(fixTable['token_parsing_error']?.cause);
    expect(fixFor(new AuthError('post_request_failed', 'c', 'expired_token')).message).toBe(
      fixTable['expired_token']?.cause,
    );
  });

  test.each([
    ['invalid_grant', undefined, fixTable['invalid_grant']?.cause],
    ['made_up', undefined, 'It failed with made_up, without a description.'],
    ['made_up', 'The user has to agree. Correlation ID: x', 'The user has to agree.'],
    ['invalid_scope', 'AADSTS70011: Wrong scope. Trace ID: x', 'AADSTS70011: Wrong scope.'],
  ])('of a token response with %s, described by %j', async (error, error_description, message) => {
    const thrown = await tokenError({ error, error_description });
    expect(fixFor(thrown).message).toBe(message);
    expect(fixText(thrown)).not.toContain('Not Available');
  });

  test('adds nothing to an error that already says what to do', () => {
    const discovery = new DiscoveryError('discovery_unreachable', 'The tenant did not respond at x. Check AUTHORITY.');
    expect(fixFor(discovery)).toMatchObject({ message: discovery.message, code: 'discovery_unreachable' });
    expect(fixFor(discovery)).not.toHaveProperty('fix');
    const numbered = new DiscoveryError('tenant_not_found', 'AADSTS90002: there is no tenant at x. Check TENANT_ID.');
    expect(fixFor(numbered)).toMatchObject({ message: numbered.message, code: 'AADSTS90002' });
    expect(fixFor(numbered)).not.toHaveProperty('fix');
    const configuration = new ConfigurationError(['WEB_APP_CLIENT_SECRET: missing. The secret that …']);
    expect(fixFor(configuration).message).toBe(configuration.message);
  });

  test('shows no token, however it got into the error', () => {
    const token = `eyJhbGciOiJSUzI1NiJ9.${'a1B2'.repeat(20)}.sig`;
    for (const error of [new Error(token), { error_description: `x refresh_token=${token}` }, token]) {
      expect(JSON.stringify(fixFor(error))).not.toContain('a1B2');
    }
  });

  test.each([[undefined], [null], [0], [''], [[]], [{}], [Object.create(null)], [Symbol('x')], [() => 1]])(
    'has a sentence for %s',
    (error) => {
      expect(fixFor(error).message).toMatch(/^Something went wrong/);
    },
  );

  test('stops at an error that is its own cause', () => {
    const error = new Error('round');
    error.cause = error;
    expect(fixFor(error).message).toBe('round');
  });
});

test('parses untrusted text quickly, whatever its content', () => {
  for (const part of [' ', '-', '- [', '[', 'AADSTS', 'Trace ID', '- [a] :']) {
    const error = new ServerError('x', `x${part.repeat(16_000 / part.length)}x`, '');
    expect(fixFor(error).message.length).toBeLessThanOrEqual(1100);
  }
});
