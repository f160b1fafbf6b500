import type { HttpBrowser } from './http-browser.ts';

/** Fills in the local tenant's pages: address, password, and "Stay signed in?" with No. */
export async function enterCredentials(
  browser: HttpBrowser,
  { mail, password }: { mail?: string | undefined; password?: string | undefined } = {},
): Promise<void> {
  await browser.submit({ email: mail ?? '' }, 'Next');
  await browser.submit({ password: password ?? '' }, 'Sign in');
  await browser.submit({}, 'No');
}
