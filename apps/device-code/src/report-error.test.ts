import { AuthError, ServerError } from '@azure/msal-node';
import { ConfigurationError, DiscoveryError } from 'ciam-config';
import { UsageError } from 'cli';
import { expect, test } from 'vitest';
import { reportError } from './report-error.ts';

test.each<[number, unknown]>([
  [1, new Error('anything')],
  [1, new AuthError('expired_token', 'c')],
  [1, new AuthError('network_unreachable', 'c', 'contoso cannot be reached.')],
  [1, new DiscoveryError('discovery_unreachable', 'The tenant did not respond.')],
  [2, new UsageError('Unknown command: x.')],
  [2, new ConfigurationError(['TENANT_SUBDOMAIN is not set.'])],
  [2, new DiscoveryError('tenant_not_found', 'AADSTS90002: there is no tenant.')],
  [2, new AuthError('invalid_client', 'c', 'AADSTS7000218: no secret.')],
  [4, new AuthError('authorization_declined', 'c', 'AADSTS70018: Declined.')],
  [4, new ServerError('invalid_grant', 'c', 'AADSTS50105: Not assigned.', '', '50105')],
  [4, new ServerError('access_denied', 'c', 'AADSTS53003: Blocked.', '', '53003')],
])('exits with %d after %s', (exitCode, error) => {
  const report = reportError(error);
  expect(report.exitCode).toBe(exitCode);
  expect(report.text).toMatch(/^\S[^]*\S$/);
});

test('says what happened, what to do, where to read more, and the correlation ID', () => {
  const { text } = reportError(
    new ServerError('invalid_client', 'the-id', 'AADSTS7000218: No secret. Trace ID: x', '', '7000218'),
  );
  expect(text.split('\n')).toEqual([
    'AADSTS7000218: No secret.',
    expect.stringContaining('Allow public client flows'),
    expect.stringMatching(/^See https:\/\/learn\.microsoft\.com\//),
    'Correlation ID: the-id',
  ]);
});

test('a usage error refers to --help', () => {
  expect(reportError(new UsageError('Unknown command: x.')).text).toBe('Unknown command: x.\nSee --help.');
});

test('removes control characters', () => {
  expect(reportError(new UsageError('Unknown command: \u001B[31mx.')).text).toMatch(/^Unknown command: \[31mx\.\n/);
});
