import { texts } from '../pages/texts.ts';
import { answerStay, press } from './forms.ts';
import { enterSentCode } from './inbox.ts';
import type { Page } from './page.ts';
import type { SigningIn } from './people.ts';

/**
 * Completes the second factor on its page: requests a code by email and enters it. Ends like `signIn`.
 *
 * @throws {EntryNotAcceptedError} when the tenant refuses
 * @example
 * await signIn(page, { mail: 'ada@contoso.com', password: 'Analytical-Engine-1843' });
 * await verifyIdentity(page, { mail: 'ada@contoso.com' });
 */
export async function verifyIdentity(
  page: Page,
  { mail, staySignedIn }: Pick<SigningIn, 'mail' | 'staySignedIn'>,
): Promise<void> {
  await page.getByRole('heading', { name: texts.secondFactorTitle }).waitFor();
  await press(page, texts.codeByEmail);
  await answerStay(page, await enterSentCode(page, mail), staySignedIn);
}
