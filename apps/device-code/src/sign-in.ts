import {
  type AccountInfo,
  AuthError,
  type AuthenticationResult,
  InteractionRequiredAuthError,
  type PublicClientApplication,
} from '@azure/msal-node';
import type { Prompt } from './screen/prompt.ts';

/** An ID token with the user's profile (openid, profile), and a refresh token for silent sign-ins (offline_access). */
const scopes = ['openid', 'profile', 'offline_access'];

/**
 * Signs a user in: silently if the token cache allows it, otherwise with the device code flow.
 *
 * @param account the account to sign in silently, if there is one
 * @throws {AuthError} when the sign-in fails, is declined or expires, or the signal is aborted
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code
 */
export async function signIn(
  msal: PublicClientApplication,
  prompt: Prompt,
  signal: AbortSignal,
  account?: AccountInfo,
): Promise<AuthenticationResult> {
  // 1. The user signed in before: MSAL takes the tokens from the cache, or renews them with the refresh token.
  if (account) {
    try {
      return await msal.acquireTokenSilent({ account, scopes });
    } catch (error) {
      if (!needsTheUser(error)) throw error;
      const { fixFor } = await import('ciam-msal/fix');
      prompt.say(`You need to sign in again. ${fixFor(error).message}`);
    }
  }

  for (;;) {
    try {
      // 2. MSAL asks the tenant for a device code and a user code, and passes them to the callback, which shows them.
      // 3. The user enters the code in a browser on any device and signs in there. Meanwhile the network client polls.
      // 4. The tenant responds with the tokens. MSAL keeps them in the cache.
      const result = await msal.acquireTokenByDeviceCode({ scopes, deviceCodeCallback: (code) => prompt.show(code) });
      if (result) return result;
      throw new Error('MSAL gave neither tokens nor an error.');
    } catch (error) {
      // 5. The code expired before anyone signed in. Offer another one.
      prompt.hide();
      if (!isExpired(error) || !(await prompt.offerAnother(signal))) throw error;
    } finally {
      prompt.hide();
    }
  }
}

function needsTheUser(error: unknown): boolean {
  return (
    error instanceof InteractionRequiredAuthError || (error instanceof AuthError && error.errorCode === 'invalid_grant')
  );
}

function isExpired(error: unknown): boolean {
  return error instanceof AuthError && error.errorCode === 'expired_token';
}
