import type { Page } from './page.ts';
import { texts } from '../pages/texts.ts';
import { accountButton, pickAccount } from './accounts.ts';
import { answerStay, press } from './forms.ts';
import { enterSentCode } from './inbox.ts';
import type { SigningIn } from './people.ts';

/**
 * Signs a user in, starting at the tenant's first page: enters the address, or picks the account if the browser is
 * already signed in as that user. Afterwards the browser is on its way back to the app, or a popup has closed, so wait
 * for the page that your app shows.
 *
 * @throws {EntryNotAcceptedError} when the tenant refuses
 * @example
 * await page.goto('http://localhost:3000/auth/signin');
 * await signIn(page, { mail: 'ada@contoso.com', password: 'Analytical-Engine-1843' });
 */
export async function signIn(page: Page, user: SigningIn): Promise<void> {
  const email = page.getByLabel(texts.email);
  const password = page.getByLabel(texts.password);
  const other = page.getByRole('link', { name: texts.otherAccount });
  await email.or(password).or(other).first().waitFor();
  if (await accountButton(page, user).isVisible()) {
    await pickAccount(page, user);
    return;
  }
  if (await other.isVisible()) await other.click();
  // If the app sends a hint, the first page asks for the password, possibly of another user.
  const hinted = (await password.isVisible()) && (await page.getByText(user.mail, { exact: true }).isVisible());
  if (!hinted && (await password.isVisible())) await page.getByRole('link', { name: texts.change }).click();
  if (!hinted) await email.fill(user.mail);
  const step = hinted ? 'password' : await press(page, texts.next);
  if (step === 'code') {
    await answerStay(page, await enterSentCode(page, user.mail), user.staySignedIn);
  } else {
    await password.fill(user.password ?? '');
    await answerStay(page, await press(page, texts.signIn), user.staySignedIn);
  }
}
