import { texts } from '../pages/texts.ts';
import type { Locator, Page, Response } from './page.ts';

/** A page did not accept what was entered; the message is what it said. */
export class EntryNotAcceptedError extends Error {
  override readonly name = 'EntryNotAcceptedError';
  readonly code = 'entry_not_accepted';
}

/** Presses a button and tells which step comes next; none when the browser goes back to the app. */
export async function press(page: Page, button: string): Promise<string> {
  const location = await unlessClosed(page, async () => {
    const response = await submit(page, page.getByRole('button', { name: button }));
    if (response.status() < 300) {
      await page.getByRole('alert').waitFor();
      await refuse(page);
    }
    return response.headerValue('location');
  });
  return /\/interaction\/[^/]+\/([a-z-]+)$/.exec(location ?? '')?.[1] ?? '';
}

/** Chooses whether to stay signed in, where the tenant asks. */
export async function answerStay(page: Page, step: string, stay = false): Promise<void> {
  if (step === 'stay-signed-in') await press(page, stay ? texts.yes : texts.no);
}

/** Presses a button that sends a form, and waits for the response. */
export async function submit(page: Page, button: Locator): Promise<Response> {
  const [response] = await Promise.all([
    page.waitForResponse((answer) => answer.request().isNavigationRequest() && answer.request().method() === 'POST'),
    button.click(),
  ]);
  return response;
}

/** A popup closes itself once the app has its response, and whatever is still waited for in it fails then. */
export async function unlessClosed<T>(page: Page, act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof EntryNotAcceptedError) throw error;
    // Playwright may tell that it closed a moment after it tells that something failed.
    await page.waitForEvent('close', { timeout: 500 }).catch(() => undefined);
    if (page.isClosed()) return undefined;
    throw error;
  }
}

/** @throws EntryNotAcceptedError with what the page says, if it says something. */
export async function refuse(page: Page): Promise<void> {
  const alert = page.getByRole('alert');
  if (await alert.isVisible()) throw new EntryNotAcceptedError(await alert.innerText());
}
