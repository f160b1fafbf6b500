import { HttpBrowser } from 'test-support';
import { expect, test } from 'vitest';
import { startTestBed } from './test-bed.ts';
import { signIn } from './user.ts';

test('smoke', async () => {
  await using bed = await startTestBed();
  const browser = await signIn(new HttpBrowser(), bed.app, '/users/id');
  expect(browser.status).toBe(200);
  expect(browser.heading).toBe('ID token claims');
  console.log(browser.cookies);
});
