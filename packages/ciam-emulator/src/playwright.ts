import type { Locator, Page, Response } from 'playwright-core';

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

/** Nothing was sent to that address, or the inbox is not to be read from where the page is. */
export class CodeNotSentError extends Error {
  override readonly name = 'CodeNotSentError';
  readonly code = 'code_not_sent';
}

/** The account picker does not offer that account. */
export class AccountNotOfferedError extends Error {
  override readonly name = 'AccountNotOfferedError';
  readonly code = 'account_not_offered';
}

/**
 * Signs a user in, from the first page of the tenant on: enters the address, picks the account where the browser is signed
 * in as that user already, or another one instead of the one that is offered. When it is done the browser is on its way
 * back to the app, or a popup is closed: wait there for what your app shows.
 * @throws EntryNotAcceptedError when the tenant refuses.
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
  // An app that gives a hint begins with the password, maybe somebody else's.
  const hinted = (await password.isVisible()) && (await page.getByText(user.mail, { exact: true }).isVisible());
  if (!hinted && (await password.isVisible())) await page.getByRole('link', { name: texts.change }).click();
  if (!hinted) await email.fill(user.mail);
  const step = hinted ? 'password' : await press(page, texts.next);
  if (step === 'code') {
    await enterSentCode(page, user.mail);
  } else {
    await password.fill(user.password ?? '');
    await press(page, texts.signIn);
  }
}

/**
 * Picks an account that the browser is signed in as, at the account picker.
 * @throws AccountNotOfferedError
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
 */
export async function signOut(page: Page, user: Pick<SigningIn, 'mail'>): Promise<void> {
  const picker = page.getByRole('heading', { name: texts.accountTitle });
  await picker.or(page.getByRole('heading', { name: texts.signedOutTitle })).waitFor();
  if (await picker.isVisible()) await pickAccount(page, user);
}

/** Accepts, at the consent page, what the app asks for. */
export async function acceptConsent(page: Page): Promise<void> {
  await press(page, texts.accept);
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

/**
 * The code that was last sent to an address. The page is any page of the tenant.
 * @throws CodeNotSentError
 */
export async function readCode(page: Page, mail: string): Promise<string> {
  const inbox = new URL(`/_emulator/inbox?${new URLSearchParams({ to: mail }).toString()}`, page.url()).href;
  const response = await page.request.get(inbox);
  if (!response.ok()) throw new CodeNotSentError(`${inbox} cannot be read: ${await response.text()}`);
  const [newest]: { code: string }[] = await response.json();
  if (newest === undefined) throw new CodeNotSentError(`No code was sent to ${mail}.`);
  return newest.code;
}

function accountButton(page: Page, { mail }: Pick<SigningIn, 'mail'>): Locator {
  const address = mail.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return page.getByRole('button', { name: new RegExp(`(^|\\s)${address}$`, 'i') });
}

async function enterSentCode(page: Page, mail: string): Promise<string> {
  const field = page.getByLabel(texts.code);
  await field.waitFor();
  await field.fill(await readCode(page, mail));
  return press(page, texts.next);
}

/** Presses a button and tells which step comes next; none when the browser goes back to the app. */
async function press(page: Page, button: string): Promise<string> {
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

/** Presses a button that sends a form, and waits for the response. */
async function submit(page: Page, button: Locator): Promise<Response> {
  const [response] = await Promise.all([
    page.waitForResponse((answer) => answer.request().isNavigationRequest() && answer.request().method() === 'POST'),
    button.click(),
  ]);
  return response;
}

/** A popup closes itself once the app has its response, and whatever is still waited for in it fails then. */
async function unlessClosed<T>(page: Page, act: () => Promise<T>): Promise<T | undefined> {
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
async function refuse(page: Page): Promise<void> {
  const alert = page.getByRole('alert');
  if (await alert.isVisible()) throw new EntryNotAcceptedError(await alert.innerText());
}
