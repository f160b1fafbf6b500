import { texts } from '../pages/texts.ts';
import type { Locator, Page, Response } from './page.ts';

/** A page did not accept the input. The message is the page's. */
export class EntryNotAcceptedError extends Error {
  override readonly name = 'EntryNotAcceptedError';
  readonly code = 'entry_not_accepted';
}

/** Presses a button and returns the next step, or an empty string if the browser returns to the app. */
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

/** Chooses whether to stay signed in, if the tenant asks. */
export async function answerStay(page: Page, step: string, stay = false): Promise<void> {
  if (step === 'stay-signed-in') await press(page, stay ? texts.yes : texts.no);
}

/** Presses a button that submits a form, and waits for the response. */
export async function submit(page: Page, button: Locator): Promise<Response> {
  const [response] = await Promise.all([
    page.waitForResponse(
      (response) => response.request().isNavigationRequest() && response.request().method() === 'POST',
    ),
    button.click(),
  ]);
  return response;
}

/** Runs an action that fails if a popup closes during it. A popup closes itself once the app has its response. */
export async function unlessClosed<T>(page: Page, act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof EntryNotAcceptedError) throw error;
    // Playwright may report the failure a moment before the close.
    await page.waitForEvent('close', { timeout: 500 }).catch(() => undefined);
    if (page.isClosed()) return undefined;
    throw error;
  }
}

/**
 * Throws the error message on the page, if there is one.
 *
 * @throws {EntryNotAcceptedError} with the page's message
 */
export async function refuse(page: Page): Promise<void> {
  const alert = page.getByRole('alert');
  if (await alert.isVisible()) throw new EntryNotAcceptedError(await alert.innerText());
}
