import type { Page } from './page.ts';
import { texts } from '../pages/texts.ts';
import { refuse } from './forms.ts';

/**
 * Enters a device code. Continue with `signIn` or `signUp`, unless the browser is already signed in.
 *
 * @throws {EntryNotAcceptedError} when the code is wrong or has expired
 * @example
 * await enterDeviceCode(page, { verificationUri, userCode });
 * await signIn(page, { mail: 'ada@contoso.com', password: 'Analytical-Engine-1843' });
 */
export async function enterDeviceCode(
  page: Page,
  { verificationUri, userCode }: { verificationUri: string; userCode: string },
): Promise<void> {
  await page.goto(verificationUri);
  await page.getByLabel(texts.code).fill(userCode);
  await page.getByRole('button', { name: texts.next }).click();
  const confirm = page.getByRole('button', { name: texts.continue });
  await confirm.or(page.getByRole('alert')).first().waitFor();
  await refuse(page);
  await confirm.click();
}
