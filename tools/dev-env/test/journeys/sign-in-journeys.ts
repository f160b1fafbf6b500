import { expect } from 'vitest';
import type { Journey } from './journey.ts';

const password = 'Correct-Horse-7';
let customers = 0;
/** An address nobody has used before, because one tenant serves all journeys. */
const newAddress = (): string => `customer-${(customers += 1)}@example.com`;
const wrong = (code: string): string => (code === '00000000' ? '11111111' : '00000000');

export const passwordJourneys: Record<string, Journey> = {
  async 'signs in after an unknown address and a wrong password'(traveller, { emulator }) {
    const [ada] = emulator.users;
    await traveller.enter({ 'Email address': 'nobody@example.com' }, 'Next');
    await traveller.refused('no account with this email address');
    await traveller.enter({ 'Email address': 'ADA@contoso.com' }, 'Next');
    await traveller.enter({ Password: 'not this' }, 'Sign in');
    await traveller.refused('You can try 9 more times');
    await traveller.enter({ Password: ada?.password ?? '' }, 'Sign in');
    expect(await traveller.claims()).toMatchObject({
      name: 'Ada Lovelace',
      preferred_username: 'ada@contoso.com',
      oid: ada?.id,
    });
  },

  async 'signs up after an address that is taken, a wrong code, weak passwords and missing details'(
    traveller,
    { emulator },
  ) {
    const mail = newAddress();
    await traveller.hands.follow('Create one');
    await traveller.enter({ 'Email address': 'ada@contoso.com' }, 'Next');
    await traveller.refused('already an account');
    await traveller.enter({ 'Email address': mail }, 'Next');
    await traveller.arrives('Enter the code');
    const first = await traveller.code(mail);
    await traveller.enter({ Code: wrong(first) }, 'Next');
    await traveller.refused('You can try 4 more times');
    await traveller.hands.press('Send a new code');
    await traveller.page.getByRole('alert').waitFor({ state: 'detached' });
    await traveller.enter({ Code: await traveller.code(mail) }, 'Next');
    await traveller.enter({ 'New password': 'short', 'Confirm password': 'short' }, 'Next');
    await traveller.refused('Choose a longer or more varied password');
    await traveller.enter({ 'New password': password, 'Confirm password': 'Something-Else-8' }, 'Next');
    await traveller.refused('not the same');
    await traveller.enter({ 'New password': password, 'Confirm password': password }, 'Next');
    await traveller.hands.choose('Country/Region', 'New Zealand');
    await traveller.enter({ 'Display name': ' ', 'Postal code (optional)': '6011' }, 'Create account');
    await traveller.refused('Display name is required. Enter a value.');
    const entered = { 'Display name': 'Kate <b>Sheppard</b>', 'Loyalty number (optional)': '"1893"' };
    await traveller.enter(entered, 'Create account');
    const claims = await traveller.claims();
    expect(claims).toMatchObject({ name: 'Kate <b>Sheppard</b>', preferred_username: mail });
    expect(emulator.users.find(({ id }) => id === claims['oid'])).toMatchObject({
      mail,
      displayName: 'Kate <b>Sheppard</b>',
      country: 'NZ',
      postalCode: '6011',
      attributes: { loyaltyNumber: '"1893"' },
    });
  },

  async 'chooses a new password after a code that was tried too often'(traveller, { emulator }) {
    const mail = newAddress();
    emulator.control.addUser({ mail, displayName: 'Forgetful', password: 'Forgotten-Long-1' });
    await traveller.enter({ 'Email address': mail }, 'Next');
    await traveller.hands.follow('Forgot your password?');
    await traveller.hands.press('Next');
    await traveller.arrives('Enter the code');
    const first = await traveller.code(mail);
    for (const left of ['4 more times', '3 more times', '2 more times', '1 more time', 'too many wrong attempts']) {
      await traveller.enter({ Code: wrong(first) }, 'Next');
      await traveller.refused(left);
    }
    await traveller.enter({ Code: first }, 'Next');
    await traveller.refused('too many wrong attempts');
    await traveller.hands.press('Send a new code');
    await traveller.page.getByRole('alert').waitFor({ state: 'detached' });
    await traveller.enter({ Code: await traveller.code(mail) }, 'Next');
    await traveller.enter({ 'New password': password, 'Confirm password': password }, 'Next');
    expect(await traveller.claims()).toMatchObject({ name: 'Forgetful', preferred_username: mail });
    expect(emulator.users.find((user) => user.mail === mail)?.password).toBe(password);
  },

  async 'is locked out after ten wrong passwords, for a while'(traveller, { emulator }) {
    const mail = newAddress();
    emulator.control.addUser({ mail, displayName: 'Locked', password });
    await traveller.enter({ 'Email address': mail }, 'Next');
    for (const left of [9, 8, 7, 6, 5, 4, 3, 2, 1]) {
      await traveller.enter({ Password: 'not this' }, 'Sign in');
      await traveller.refused(`You can try ${left} more time`);
    }
    await traveller.enter({ Password: 'not this' }, 'Sign in');
    await traveller.refused('locked for a while');
    await traveller.enter({ Password: password }, 'Sign in');
    await traveller.refused('Try again in');
    emulator.control.setClock({ advanceSeconds: 61 });
    await traveller.enter({ Password: password }, 'Sign in');
    expect(await traveller.claims()).toMatchObject({ name: 'Locked', preferred_username: mail });
    emulator.control.setClock({ reset: true });
  },

  async 'goes back to the app with nothing done'(traveller, { web }) {
    await traveller.hands.follow('Create one');
    await traveller.arrives('Create an account');
    await traveller.hands.press('Cancel');
    await traveller.goOn();
    await traveller.arrives('You are not signed in');
    expect(new URL(traveller.page.url()).origin).toBe(new URL(web.url).origin);
  },
};

export const passcodeJourneys: Record<string, Journey> = {
  async 'signs in by a passcode after one that has expired'(traveller, { emulator }) {
    await traveller.enter({ 'Email address': 'grace@contoso.com' }, 'Next');
    await traveller.arrives('Enter the code');
    const first = await traveller.code('grace@contoso.com');
    emulator.control.setClock({ advanceSeconds: 30 * 60 });
    await traveller.enter({ Code: first }, 'Next');
    await traveller.refused('has expired');
    emulator.control.setClock({ reset: true });
    await traveller.hands.press('Send a new code');
    await traveller.page.getByRole('alert').waitFor({ state: 'detached' });
    await traveller.enter({ Code: await traveller.code('grace@contoso.com') }, 'Next');
    expect(await traveller.claims()).toMatchObject({ name: 'Grace Hopper', preferred_username: 'grace@contoso.com' });
  },

  async 'signs up with nothing but an address'(traveller) {
    const mail = newAddress();
    await traveller.hands.follow('Create one');
    await traveller.enter({ 'Email address': mail }, 'Next');
    await traveller.arrives('Enter the code');
    await traveller.enter({ Code: await traveller.code(mail) }, 'Next');
    const claims = await traveller.claims();
    expect(claims).toMatchObject({ preferred_username: mail });
    expect(claims).not.toHaveProperty('name');
  },
};
