import { expect } from 'vitest';
import type { DevEnv } from '../../src/dev-env.ts';
import type { Journey } from './journey.ts';
import type { Traveller } from './traveller.ts';

/** Journeys from a code that a device shows to what the device's next poll is answered. */
export const deviceJourneys: Record<string, Journey> = {
  async 'signs a device in after a wrong code and a wrong password'(traveller, devEnv) {
    const [ada] = devEnv.emulator.users;
    const device = await startDevice(devEnv);
    await enterCodes(traveller, device);
    await traveller.hands.press('Continue');
    await traveller.enter({ 'Email address': 'ada@contoso.com' }, 'Next');
    await traveller.enter({ Password: 'not this' }, 'Sign in');
    await traveller.refused('more time');
    expect(await device.poll()).toMatchObject({ error: 'authorization_pending' });
    await traveller.enter({ Password: ada?.password ?? '' }, 'Sign in');
    await traveller.arrives('Stay signed in?');
    await traveller.hands.press('No');
    await traveller.arrives('You have signed in');
    const { id_token } = await device.poll();
    const claims = Buffer.from(String(id_token).split('.')[1] ?? '', 'base64url').toString();
    expect(JSON.parse(claims)).toMatchObject({
      name: 'Ada Lovelace',
      preferred_username: 'ada@contoso.com',
      oid: ada?.id,
    });
  },

  async 'declines to sign a device in'(traveller, devEnv) {
    const device = await startDevice(devEnv);
    await enterCodes(traveller, device);
    await traveller.hands.press('Cancel');
    await traveller.arrives('You have declined');
    expect(await device.poll()).toMatchObject({ error: 'authorization_declined' });
  },
};

interface Device {
  verificationUri: string;
  userCode: string;
  /** One request for tokens. */
  poll: () => Promise<Record<string, unknown>>;
}

/** @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code */
async function startDevice({ emulator, env }: DevEnv): Promise<Device> {
  const client_id = env['DEVICE_CODE_CLIENT_ID'] ?? '';
  const post = async (endpoint: string, form: Record<string, string>): Promise<Record<string, unknown>> => {
    const url = new URL(`${emulator.tenantId}/oauth2/v2.0/${endpoint}`, emulator.authority);
    const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ client_id, ...form }) });
    return response.json();
  };
  const { verification_uri, user_code, device_code } = await post('devicecode', { scope: 'openid profile' });
  return {
    verificationUri: String(verification_uri),
    userCode: String(user_code),
    poll: () =>
      post('token', {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: String(device_code),
      }),
  };
}

/** A wrong code, then the device's own. */
async function enterCodes(traveller: Traveller, { verificationUri, userCode }: Device): Promise<void> {
  await traveller.page.goto(verificationUri);
  await traveller.enter({ Code: userCode === 'BBBBBBBBB' ? 'CCCCCCCCC' : 'BBBBBBBBB' }, 'Next');
  await traveller.refused('That code is not right');
  await traveller.enter({ Code: userCode }, 'Next');
  await traveller.arrives('Are you signing in to Sample device app?');
  expect(await traveller.page.locator('main').innerText()).toContain(userCode);
}
