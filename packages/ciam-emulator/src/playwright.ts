import type { Page } from 'playwright-core';

import { texts } from './pages/texts.ts';

/** Whom to sign in as. */
export interface SigningIn {
  mail: string;
  /** Absent for one who signs in with an e-mailed one-time passcode. */
  password?: string;
}

/** Whom to sign up as: what the user flow asks for, by the names that it uses. */
export interface SigningUp extends SigningIn {
  displayName?: string;
  givenName?: string;
  surname?: string;
  /** Two letters, as in ISO 3166. */
  country?: string;
  postalCode?: string;
  /** Custom attributes. */
  attributes?: Record<string, string>;
}

/** A page did not accept what was entered; the message is what it said. */
export class EntryNotAcceptedError extends Error {
  override readonly name = 'EntryNotAcceptedError';
  readonly code = 'entry_not_accepted';
}

/**
 * Signs a user in, from the first page of the tenant on. When it is done the browser is on its way back to the app: wait
 * there for what your app shows.
 * @throws EntryNotAcceptedError when the tenant refuses.
 */
export async function signIn(page: Page, user: SigningIn): Promise<void> {
  await page.getByLabel(texts.email).fill(user.mail);
  const step = await press(page, texts.next);
  if (step === 'code') {
    await enterSentCode(page, user.mail);
  } else {
    await page.getByLabel(texts.password).fill(user.password ?? '');
    await press(page, texts.signIn);
  }
}

/**
 * Creates an account, from the first page of the tenant on, and takes the code for it from the inbox. Ends as `signIn`
 * does.
 * @throws EntryNotAcceptedError when the tenant refuses, for example because the account exists.
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
    const { mail: _mail, password: _password, country, attributes, ...names } = user;
    for (const [name, value] of Object.entries({ ...names, ...attributes })) {
      await page.locator(`input[name="${name}"]`).fill(value);
    }
    if (country !== undefined) await page.locator('select[name="country"]').selectOption(country);
    await press(page, texts.createAccount);
  }
}

/**
 * Enters the code that an app or device shows, up to the sign-in that follows: go on with `signIn` or `signUp`. A browser
 * that is signed in already is done.
 * @throws EntryNotAcceptedError when the code is not right or has expired.
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

/** The code that was last sent to an address. The page is any page of the tenant. */
export async function readCode(page: Page, mail: string): Promise<string> {
  const response = await page.request.get(new URL('/_emulator/inbox', page.url()).href);
  const messages: { to: string; code: string }[] = await response.json();
  const code = messages.find(({ to }) => to === mail.toLowerCase())?.code;
  if (code === undefined) throw new Error(`No code was sent to ${mail}.`);
  return code;
}

async function enterSentCode(page: Page, mail: string): Promise<string> {
  const field = page.getByLabel(texts.code);
  await field.waitFor();
  await field.fill(await readCode(page, mail));
  return press(page, texts.next);
}

/** Presses a button and tells which step comes next; none when the browser goes back to the app. */
async function press(page: Page, button: string): Promise<string> {
  const [response] = await Promise.all([
    page.waitForResponse((answer) => answer.request().isNavigationRequest() && answer.request().method() === 'POST'),
    page.getByRole('button', { name: button }).click(),
  ]);
  if (response.status() < 300) {
    await page.getByRole('alert').waitFor();
    await refuse(page);
  }
  const location = (await response.headerValue('location')) ?? '';
  return /\/interaction\/[^/]+\/([a-z-]+)$/.exec(location)?.[1] ?? '';
}

/** @throws EntryNotAcceptedError with what the page says, if it says something. */
async function refuse(page: Page): Promise<void> {
  const alert = page.getByRole('alert');
  if (await alert.isVisible()) throw new EntryNotAcceptedError(await alert.innerText());
}
