import type { Page } from 'playwright-core';
import { enterCredentials as enterOverHttp, type HttpBrowser } from 'test-support';

/** Ada signs in at the tenant's pages. */
export async function enterCredentials(page: Page): Promise<void> {
  await page.getByLabel('Email address').fill('ada@contoso.com');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Password').fill('Analytical-Engine-1843');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'No' }).click();
}

/** Ada signs in, from the app's `path` on, without a browser's scripts; ends at the page that the app redirects to. */
export async function signIn(
  browser: HttpBrowser,
  app: { origin: string },
  path = '/auth/signin',
): Promise<HttpBrowser> {
  await startSignIn(browser, app, path);
  await browser.submit();
  await browser.submit({}, 'Continue');
  return browser;
}

/** As {@link signIn}, up to the tenant's page that posts the response. */
export async function startSignIn(
  browser: HttpBrowser,
  app: { origin: string },
  path = '/auth/signin',
): Promise<HttpBrowser> {
  await browser.open(app.origin + path);
  // Not where the tenant knows this browser already.
  if (browser.html.includes('type="email"')) await enterCredentialsOverHttp(browser);
  return browser;
}

/** Ada signs in at the tenant's pages, without a browser's scripts. */
export async function enterCredentialsOverHttp(browser: HttpBrowser): Promise<void> {
  await enterOverHttp(browser, { mail: 'ada@contoso.com', password: 'Analytical-Engine-1843' });
}
