import type { Cookie } from 'playwright-core';
import { expect } from 'vitest';
import type { DevEnv } from '../../src/dev-env.ts';
import type { Journey } from './journey.ts';
import type { Traveller } from './traveller.ts';

/** Journeys of someone who is signed in already. */
export const accountJourneys: Record<string, Journey> = {
  async 'picks no account, then the one that is signed in, then another one'(traveller, devEnv) {
    const [ada, grace] = devEnv.emulator.users;
    await signIn(traveller, 'ada@contoso.com', ada?.password);
    expect(await traveller.claims()).toMatchObject({ name: 'Ada Lovelace', oid: ada?.id });
    await askWhichAccount(traveller, devEnv);
    await traveller.hands.press('Cancel');
    await traveller.goOn();
    await traveller.arrives('You are not signed in');
    await askWhichAccount(traveller, devEnv);
    await traveller.hands.press('Ada Lovelace');
    expect(await traveller.claims()).toMatchObject({ name: 'Ada Lovelace', oid: ada?.id });
    await askWhichAccount(traveller, devEnv);
    await traveller.hands.follow('Use another account');
    await traveller.enter({ 'Email address': 'nobody@example.com' }, 'Next');
    await traveller.refused('no account with this email address');
    await signIn(traveller, 'grace@contoso.com', grace?.password);
    expect(await traveller.claims()).toMatchObject({ name: 'Grace Hopper', oid: grace?.id });
  },
};

export const signOutJourneys: Record<string, Journey> = {
  async 'signs out of the web app, and of its other session in the same browser'(traveller, devEnv) {
    const [ada] = devEnv.emulator.users;
    const context = traveller.page.context();
    const swapCookies = async (cookies: Cookie[] = []): Promise<Cookie[]> => {
      const before = await context.cookies(devEnv.web.url);
      await context.clearCookies({ domain: new URL(devEnv.web.url).hostname });
      await context.addCookies(cookies);
      return before;
    };
    await signIn(traveller, 'ada@contoso.com', ada?.password);
    await traveller.claims();
    const first = await swapCookies();
    await traveller.askForClaims();
    expect(await traveller.claims()).toMatchObject({ oid: ada?.id });
    const second = await swapCookies(first);
    await traveller.askForClaims();
    expect(traveller.page.url()).toBe(`${devEnv.web.url}/users/id`);
    await swapCookies(second);

    await traveller.page.goto(`${devEnv.web.url}/auth/signout`);
    await traveller.hands.follow('Stay signed in');
    await traveller.arrives('Hi Ada Lovelace!');
    await traveller.hands.press('Sign out');
    await traveller.signedOut();
    await swapCookies(first);
    await traveller.askForClaims();
    await traveller.arrives('Sign in');
  },
};

/** In a tenant that gives the web app no `login_hint`, which would say who signs out. */
export const signOutPickerJourneys: Record<string, Journey> = {
  async 'says which account to sign out of'(traveller) {
    await traveller.enter({ 'Email address': 'grace@contoso.com' }, 'Next');
    await traveller.arrives('Enter the code');
    await traveller.enter({ Code: await traveller.code('grace@contoso.com') }, 'Next');
    await traveller.claims();
    await traveller.hands.press('Sign out');
    await traveller.arrives('Pick an account');
    await traveller.hands.press('Grace Hopper');
    await traveller.signedOut();
    await traveller.askForClaims();
    await traveller.arrives('Sign in');
  },
};

async function signIn(traveller: Traveller, mail: string, password = ''): Promise<void> {
  await traveller.enter({ 'Email address': mail }, 'Next');
  await traveller.enter({ Password: password }, 'Sign in');
}

/** The web app does not ask for this by itself: a `prompt` is added to its request. */
async function askWhichAccount(traveller: Traveller, { web }: DevEnv): Promise<void> {
  const { page } = traveller;
  const response = await page.request.get(`${web.url}/auth/signin?returnTo=/users/id`, { maxRedirects: 0 });
  await page.goto(`${response.headers()['location']}&prompt=select_account`);
  await traveller.arrives('Pick an account');
}
