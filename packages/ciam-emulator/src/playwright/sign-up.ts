import type { Page } from './page.ts';
import { texts } from '../pages/texts.ts';
import { answerStay, press } from './forms.ts';
import { enterSentCode } from './inbox.ts';
import type { SigningUp } from './people.ts';

/**
 * Creates an account, starting at the tenant's first page, with the code from the inbox. Ends like `signIn`.
 *
 * @throws {EntryNotAcceptedError} when the tenant refuses, for example because the account exists
 * @example
 * await page.goto('http://localhost:3000/auth/signin');
 * await signUp(page, { mail: 'alan@example.com', password: 'Enigma-1939', displayName: 'Alan Turing' });
 */
export async function signUp(page: Page, user: SigningUp): Promise<void> {
  const create = page.getByRole('link', { name: texts.createOne });
  await page.getByLabel(texts.email).waitFor();
  if (await create.isVisible()) await create.click();
  await page.getByRole('heading', { name: texts.signUpTitle }).waitFor();
  await page.getByLabel(texts.email).fill(user.mail);
  await press(page, texts.next);
  let step = await enterSentCode(page, user.mail);
  if (step === 'new-password') {
    await page.getByLabel(texts.newPassword).fill(user.password ?? '');
    await page.getByLabel(texts.confirmPassword).fill(user.password ?? '');
    step = await press(page, texts.next);
  }
  if (step === 'details') {
    await page.getByRole('heading', { name: texts.detailsTitle }).waitFor();
    const { mail: _mail, password: _password, staySignedIn: _stay, country, attributes, ...names } = user;
    for (const [name, value] of Object.entries({ ...names, ...attributes })) {
      await page.locator(`input[name="${name}"]`).fill(value);
    }
    if (country !== undefined) await page.locator('select[name="country"]').selectOption(country);
    step = await press(page, texts.createAccount);
  }
  await answerStay(page, step, user.staySignedIn);
}
