import { HttpBrowser } from 'test-support';
import { expect, test } from 'vitest';
import { pages } from '../src/error-page-texts.ts';
import { startFront } from './front.ts';
import { startTestBed } from './test-bed.ts';
import { startSignIn } from './user.ts';

test.each([
  ['every page', (path: string) => !path.startsWith('/auth/')],
  ['the protected page', (path: string) => path.startsWith('/users/')],
])('behind a cache that takes the cookies from %s, the browser signs in once and not again', async (_, loses) => {
  await using bed = await startTestBed();
  const { app, tenant } = bed;
  await using front = await startFront({
    next: () => Number(new URL(app.origin).port),
    toApp: (req) => {
      if (loses(req.url ?? '')) delete req.headers.cookie;
    },
  });
  await app.restart({ REDIRECT_URI: `${front.origin}/auth/redirect` });
  const isRequest = ({ path }: { path: string }): boolean => path.endsWith('/authorize');
  const requests = (): number => tenant.control.requests.filter(isRequest).length;

  const browser = new HttpBrowser();
  await startSignIn(browser, front, '/users/id');
  for (let turn = 0; turn < 8 && browser.status === 200; turn += 1) await browser.submit();
  expect([browser.status, browser.heading]).toEqual([500, pages.sessionLost.heading]);
  expect(requests()).toBe(1);
  // A click may try again.
  await browser.follow('Sign in again');
  expect([browser.status, requests()]).toEqual([200, 2]);
});
