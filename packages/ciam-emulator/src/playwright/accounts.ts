import type { Locator, Page } from './page.ts';
import { texts } from '../pages/texts.ts';
import { press, submit, unlessClosed } from './forms.ts';
import type { SigningIn } from './people.ts';

/** The account picker does not offer that account. */
export class AccountNotOfferedError extends Error {
  override readonly name = 'AccountNotOfferedError';
  readonly code = 'account_not_offered';
}

/**
 * Picks an account in the account picker.
 *
 * @throws {AccountNotOfferedError} when the account picker does not offer it
 * @example
 * await pickAccount(page, { mail: 'ada@contoso.com' });
 */
export async function pickAccount(page: Page, user: Pick<SigningIn, 'mail'>): Promise<void> {
  await page.getByRole('heading', { name: texts.accountTitle }).waitFor();
  const account = accountButton(page, user);
  if (!(await account.isVisible())) {
    throw new AccountNotOfferedError(`The account picker does not offer ${user.mail}.`);
  }
  await unlessClosed(page, () => submit(page, account));
}

/**
 * Signs out, starting at the tenant's sign-out page. Picks the account if the page asks.
 *
 * @throws {AccountNotOfferedError} when the account picker does not offer it
 * @example
 * await page.goto('http://localhost:3000/auth/signout');
 * await signOut(page, { mail: 'ada@contoso.com' });
 */
export async function signOut(page: Page, user: Pick<SigningIn, 'mail'>): Promise<void> {
  const picker = page.getByRole('heading', { name: texts.accountTitle });
  await picker.or(page.getByRole('heading', { name: texts.signedOutTitle })).waitFor();
  if (await picker.isVisible()) await pickAccount(page, user);
}

/**
 * Accepts the app's request on the consent page.
 *
 * @example
 * await acceptConsent(page);
 */
export async function acceptConsent(page: Page): Promise<void> {
  await press(page, texts.accept);
}

/** Returns the button of an account that is signed in. */
export function accountButton(page: Page, { mail }: Pick<SigningIn, 'mail'>): Locator {
  const address = mail.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return page.getByRole('button', { name: new RegExp(`(^|\\s)${address}$`, 'i') });
}
