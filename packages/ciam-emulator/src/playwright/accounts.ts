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
 * Picks an account that the browser is signed in as, at the account picker.
 * @throws AccountNotOfferedError
 *
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
 * Signs out, from the sign-out page of the tenant on: picks the account, where it asks for one.
 * @throws AccountNotOfferedError
 *
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
 * Accepts, at the consent page, what the app asks for.
 *
 * @example
 * await acceptConsent(page);
 */
export async function acceptConsent(page: Page): Promise<void> {
  await press(page, texts.accept);
}

/** The button of an account that the browser is signed in as. */
export function accountButton(page: Page, { mail }: Pick<SigningIn, 'mail'>): Locator {
  const address = mail.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return page.getByRole('button', { name: new RegExp(`(^|\\s)${address}$`, 'i') });
}
