import type { Emulator } from 'ciam-emulator';
import type { Page } from 'playwright-core';

export interface Person {
  id: string;
  mail: string;
  password: string;
}

/** A user of the local tenant, whose password is known. */
export function userOf(emulator: Emulator, mail: string): Person {
  const { id, password } = emulator.users.find((user) => user.mail === mail) ?? {};
  if (!id || !password) throw new Error(`The tenant has no user ${mail} with a password.`);
  return { id, mail, password };
}

/** Fills in the local tenant's sign-in pages. */
export async function signIn(page: Page, { mail, password }: Person): Promise<void> {
  await page.getByLabel('Email address').fill(mail);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Enters a device code on the local tenant's page, confirms it, and signs in. */
export async function enterDeviceCode(page: Page, message: RegExpExecArray, person: Person): Promise<void> {
  const [, address = '', code = ''] = message;
  await page.goto(address);
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await signIn(page, person);
}
