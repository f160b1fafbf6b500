import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultTenant, startEmulator } from 'ciam-emulator';
import { verifyIdentity } from 'ciam-emulator/playwright';
import { isMissing, launchBrowser } from 'test-support';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startBalancedApp } from '../balanced-app.ts';
import { enterCredentials } from '../user.ts';
import { cook, expectOwnTestsToPass, root } from './cook.ts';

/** The policy that the recipe's page adds to tenant.json. */
function conditionalAccessPolicies() {
  const page = readFileSync(join(root, 'docs/recipes/step-up.md'), 'utf8');
  return JSON.parse(`{${/```json\n([^]*?)```/.exec(page)?.[1]}}`) as Pick<
    typeof defaultTenant,
    'conditionalAccessPolicies'
  >;
}

describe.skipIf(await isMissing('chromium'))('step-up', () => {
  test('a page shows once the tenant has seen a second factor, and the rest of the app never asks for one', async () => {
    const folder = await cook('step-up');
    await using tenant = await startEmulator({ config: { ...defaultTenant, ...conditionalAccessPolicies() } });
    await using web = await startBalancedApp(tenant.authority, 1, {}, folder);
    const browser = await launchBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    const heading = () => page.getByRole('heading', { level: 1 }).innerText();
    const signIns = () => tenant.control.requests.filter(({ path }) => path.endsWith('/authorize')).length;

    // A password is enough for a page that demands nothing.
    await page.goto(`${web.origin}/users/id`);
    await enterCredentials(page);
    await page.waitForURL(`${web.origin}/users/id`);
    expect(await page.locator('dt', { hasText: 'acrs' }).count()).toBe(0);

    // It is not for this one, which says so and starts nothing by itself.
    const asked = signIns();
    const response = await page.goto(`${web.origin}/account`);
    expect([response?.status(), await heading()]).toEqual([403, 'Confirm that it is you']);
    expect(signIns()).toBe(asked);
    await page.getByRole('link', { name: 'Continue' }).click();
    // The tenant knows the user, and asks for the second factor alone.
    await verifyIdentity(page, { mail: 'ada@contoso.com' });
    await page.waitForURL(`${web.origin}/account`);
    expect(await heading()).toBe('Your account');

    // It holds for the session, and ends with it.
    await page.goto(`${web.origin}/users/id`);
    expect(await page.locator('dt', { hasText: 'acrs' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${web.origin}/`);
    await page.goto(`${web.origin}/account`);
    expect(await heading()).toBe('Confirm that it is you');
  });

  test('a tenant that does not name the context leads back to the same page, not in a circle', async () => {
    const folder = await cook('step-up');
    await using tenant = await startEmulator();
    await using web = await startBalancedApp(tenant.authority, 1, {}, folder);
    const browser = await launchBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    // A context that is not one of the app's is not demanded.
    await page.goto(`${web.origin}/auth/signin?returnTo=/account&context=c2`);
    await enterCredentials(page);
    await page.waitForURL(`${web.origin}/account`);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Confirm that it is you');
    expect(tenant.control.requests.filter(({ path }) => path.endsWith('/authorize'))).toHaveLength(1);
  });
});

test.skipIf(await isMissing('git'))("the app's own tests pass", async () => {
  await expectOwnTestsToPass(await cook('step-up'));
});
