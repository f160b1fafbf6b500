import type { Emulator } from 'ciam-emulator';
import { enterDeviceCode, signIn } from 'ciam-emulator/playwright';
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

/** Enters a device code on the local tenant's page, confirms it, and signs in. */
export async function approveDevice(page: Page, message: RegExpExecArray, person: Person): Promise<void> {
  const [, verificationUri = '', userCode = ''] = message;
  await enterDeviceCode(page, { verificationUri, userCode });
  await signIn(page, person);
}
