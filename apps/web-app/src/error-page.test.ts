import { ServerError } from '@azure/msal-node';
import { fixTable } from 'ciam-msal/fix';
import { expect, test } from 'vitest';
import { errorPage } from './error-page.ts';
import { SignInError } from './sign-in-error.ts';

/** Errors that have a page of their own for the user, although the people who run the app have to fix them. */
const usersOwn = new Set(['AADSTS50105', 'AADSTS53003', 'AADSTS65001', 'AADSTS65004', 'AADSTS54005', 'AADSTS501481']);

test('only a refused configuration or credential is an error of the app', () => {
  const numbers = Object.entries(fixTable).filter(
    ([code, { general }]) => code.startsWith('AADSTS') && !usersOwn.has(code) && !general,
  );
  expect(numbers.length).toBeGreaterThan(50);
  for (const [code, { kind }] of numbers) {
    const description = `${code}: The tenant says so.`;
    const ofTheApp = kind === 'configuration' || kind === 'credential';
    for (const name of ['invalid_request', 'invalid_client', 'unauthorized_client', 'access_denied', 'server_error']) {
      const response = new SignInError({ error: name, error_description: description }, 'known');
      const token = new ServerError(name, 'a correlation ID', description);
      for (const error of [response, token]) {
        expect([code, name, errorPage(error).status === 500]).toEqual([code, name, ofTheApp]);
      }
    }
    const unasked = errorPage(new SignInError({ error: 'invalid_request', error_description: description }));
    // Anyone can send this one, so it must not raise an alarm.
    expect([code, unasked.level]).toEqual([code, unasked.status >= 500 ? 'warn' : undefined]);
  }
});

test('an unknown error of the tenant is a refusal, and one of MSAL is unexpected', () => {
  expect(errorPage(new SignInError({ error: 'x' }, 'known')).status).toBe(400);
  expect(errorPage(new ServerError('x', 'a correlation ID', 'y')).status).toBe(500);
});
