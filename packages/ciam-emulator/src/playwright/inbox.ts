import type { Page } from './page.ts';
import { texts } from '../pages/texts.ts';
import { press } from './forms.ts';

/** No code was sent to that address, or the inbox cannot be read from this page. */
export class CodeNotSentError extends Error {
  override readonly name = 'CodeNotSentError';
  readonly code = 'code_not_sent';
}

/**
 * Returns the last code sent to an address.
 *
 * @param page any page of the tenant
 * @throws {CodeNotSentError} when there is no code, or the inbox cannot be read
 * @example
 * const code = await readCode(page, 'alan@example.com');
 */
export async function readCode(page: Page, mail: string): Promise<string> {
  const [, tenantId = ''] = new URL(page.url()).pathname.split('/');
  const inbox = new URL(`/${tenantId}/inbox?${new URLSearchParams({ to: mail }).toString()}`, page.url()).href;
  const response = await page.request.get(inbox, { headers: { accept: 'application/json' } });
  if (!response.ok()) throw new CodeNotSentError(`${inbox} cannot be read: ${await response.text()}`);
  const [newest] = await response.json();
  if (newest?.['code'] === undefined) throw new CodeNotSentError(`No code was sent to ${mail}.`);
  return newest['code'];
}

/** Enters the code that was sent, and returns the next step. */
export async function enterSentCode(page: Page, mail: string): Promise<string> {
  const field = page.getByLabel(texts.code);
  await field.waitFor();
  await field.fill(await readCode(page, mail));
  return press(page, texts.next);
}
