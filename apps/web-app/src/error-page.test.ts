import { ServerError } from '@azure/msal-node';
import { fixTable } from 'ciam-msal/fix';
import { expect, test } from 'vitest';
import { errorPage } from './error-page.ts';
import { SignInError } from './sign-in-error.ts';

/** What users may be told about an error that the people who run the app have to correct, too. */
const usersOwn = new Set(['AADSTS50105', 'AADSTS53003', 'AADSTS65001', 'AADSTS65004', 'AADSTS54005', 'AADSTS501481']);

test('a tenant that refuses the configuration or the credential is an error of the app; anything else is not', () => {
  const numbers = Object.entries(fixTable).filter(
    ([code, { general }]) => code.startsWith('AADSTS') && !usersOwn.has(code) && !general,
  );
  expect(numbers.length).toBeGreaterThan(50);
  for (const [code, { kind }] of numbers) {
    const description = `${code}: The tenant says so.`;
    const ofTheApp = kind === 'configuration' || kind === 'credential';
    for (const name of ['invalid_request', 'invalid_client', 'unauthorized_client', 'access_denied', 'server_error']) {
      const response = new SignInError({ error: name, error_description: description }, 'known');
      const token = new ServerError(name, 'a correlation id', description);
      for (const error of [response, token]) {
        expect([code, name, errorPage(error).status === 500]).toEqual([code, name, ofTheApp]);
      }
    }
    const unasked = errorPage(new SignInError({ error: 'invalid_request', error_description: description }));
    expect(unasked.level).toBe(ofTheApp ? 'warn' : undefined);
  }
});

test('an unknown error is a refusal when it comes from the tenant, and unexpected when it comes from MSAL', () => {
  expect(errorPage(new SignInError({ error: 'x' }, 'known')).status).toBe(400);
  expect(errorPage(new ServerError('x', 'a correlation id', 'y')).status).toBe(500);
});
