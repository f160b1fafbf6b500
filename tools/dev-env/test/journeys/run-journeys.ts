import type { Browser } from 'playwright-core';
import { isMissing, launchBrowser } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DevEnv, startDevEnv } from '../../src/dev-env.ts';
import { deviceJourneys } from './device-journeys.ts';
import { accountJourneys, signOutJourneys, signOutPickerJourneys } from './session-journeys.ts';
import { passcodeJourneys, passwordJourneys } from './sign-in-journeys.ts';
import { passcodeTenant, passwordTenant } from './tenants.ts';
import { describeManner, type Manner, Traveller } from './traveller.ts';

const groups = [
  {
    tenant: passwordTenant,
    journeys: { ...passwordJourneys, ...deviceJourneys, ...accountJourneys, ...signOutJourneys },
  },
  { tenant: passcodeTenant, journeys: { ...passcodeJourneys, ...signOutPickerJourneys } },
];
const noBrowser = await isMissing('chromium');

/** Every journey in each of these manners, from the tenant's pages into the web app. */
export function runJourneys(manners: readonly Manner[]): void {
  describe.skipIf(noBrowser).each(groups)('$tenant.userFlows.0.displayName', ({ tenant, journeys }) => {
    let browser: Browser;
    let devEnv: DevEnv;
    beforeAll(async () => {
      [browser, devEnv] = await Promise.all([launchBrowser(), startDevEnv({ tenant })]);
    });
    afterAll(async () => {
      await browser.close();
      await devEnv[Symbol.asyncDispose]();
    });

    describe.each(manners.map((manner) => ({ manner, name: describeManner(manner) })))('$name', ({ manner }) => {
      test.each(Object.entries(journeys))('%s', async (_name, journey) => {
        await using traveller = await Traveller.sentToSignIn(browser, devEnv, manner);
        await expect(journey(traveller, devEnv)).resolves.toBeUndefined();
      });
    });
  });
}
