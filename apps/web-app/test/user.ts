import type { Page } from 'playwright-core';

/** Ada signs in at the tenant's pages. */
export async function enterCredentials(page: Page): Promise<void> {
  await page.getByLabel('Email address').fill('ada@contoso.com');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Password').fill('Analytical-Engine-1843');
  await page.getByRole('button', { name: 'Sign in' }).click();
}
