import { expect } from 'vitest';
import type { DevEnv } from '../../src/dev-env.ts';
import type { Journey } from './journey.ts';
import type { Traveller } from './traveller.ts';

/** Journeys of somebody who is signed in already. */
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

async function signIn(traveller: Traveller, mail: string, password = ''): Promise<void> {
  await traveller.enter({ 'Email address': mail }, 'Next');
  await traveller.enter({ Password: password }, 'Sign in');
}

/** The web app does not ask for this by itself: a `prompt` is added to its request. */
async function askWhichAccount(traveller: Traveller, { web }: DevEnv): Promise<void> {
  const { page } = traveller;
  const answer = await page.request.get(`${web.url}/auth/signin?returnTo=/users/id`, { maxRedirects: 0 });
  await page.goto(`${answer.headers()['location']}&prompt=select_account`);
  await traveller.arrives('Pick an account');
}
