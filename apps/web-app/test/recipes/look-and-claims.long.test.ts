import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator } from 'ciam-emulator';
import { signUp } from 'ciam-emulator/playwright';
import { type FileApplication, localTenant, parseTenantFile, type TenantFile } from 'ciam-emulator/tenant-file';
import { isMissing, launchBrowser } from 'test-support';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startBalancedApp } from '../balanced-app.ts';
import { cook, expectOwnTestsToPass, root } from './cook.ts';

/** tenant.json with what the recipe's page changes in it. */
async function changedTenant() {
  const page = readFileSync(join(root, 'docs/recipes/look-and-claims.md'), 'utf8');
  const [first = '', second = '', third = ''] = [...page.matchAll(/```json\n([^]*?)```/g)].map(
    ([, json]) => `{${json}}`,
  );
  const file = JSON.parse(readFileSync(join(root, 'tenant.json'), 'utf8')) as TenantFile;
  const web = file.applications.find(({ name }) => name === 'web-app');
  Object.assign(web ?? {}, JSON.parse(first) as Partial<FileApplication>);
  Object.assign(file.userFlows?.[0] ?? {}, JSON.parse(second));
  Object.assign(file, JSON.parse(third));
  return localTenant(await parseTenantFile(file, {}));
}

describe.skipIf(await isMissing('chromium'))('look-and-claims', () => {
  test('a new customer is greeted by first name, sees what they told, and every page looks alike', async () => {
    const folder = await cook('look-and-claims');
    await using tenant = await startEmulator({ config: await changedTenant() });
    await using web = await startBalancedApp(tenant.authority, 1, {}, folder);
    const browser = await launchBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ colorScheme: 'light' });
    const color = (name: string) =>
      page
        .getByRole(name === 'Next' ? 'button' : 'link', { name, exact: true })
        .evaluate((element) => getComputedStyle(element).backgroundColor);

    await page.goto(web.origin);
    expect(await page.title()).toBe('Home – Contoso Tea');
    expect(await page.getByText('Sample').count()).toBe(0);
    const green = 'rgb(11, 110, 79)';
    expect(await color('Sign in')).toBe(green);
    await page.getByRole('link', { name: 'Create an account' }).click();
    expect(await color('Next')).toBe(green);
    const names = { displayName: 'Mary Shelley', givenName: 'Mary', surname: 'Shelley', country: 'GB' };
    await signUp(page, { mail: 'mary@example.com', password: 'Prometheus-1818', ...names });

    await page.getByRole('heading', { name: 'Hi Mary!' }).waitFor();
    await page.getByRole('link', { name: 'Your profile' }).click();
    const told = { 'First name': 'Mary', 'Last name': 'Shelley', 'Country or region': 'United Kingdom' };
    const [labels, values] = [page.locator('dt'), page.locator('dd')];
    const shown = await Promise.all([labels.allInnerTexts(), values.allInnerTexts()]);
    expect(shown).toEqual([
      [...Object.keys(told), 'Email address'],
      [...Object.values(told), 'mary@example.com'],
    ]);
  });
});

test.skipIf(await isMissing('git'))("the app's own tests pass", async () => {
  await expectOwnTestsToPass(await cook('look-and-claims'));
});
