import { HttpBrowser } from 'test-support';
import { expect, test } from 'vitest';
import { pages } from '../src/error-page-texts.ts';
import { type FrontRules, startFront } from './front.ts';
import { startTestBed } from './test-bed.ts';
import { startSignIn } from './user.ts';

/** A cache in front of the first instance, which takes the cookies from some addresses. */
const cacheOf =
  (loses: (path: string, method?: string) => boolean) =>
  ([port = 0]: number[]): FrontRules => ({
    next: () => port,
    toApp: (req) => {
      if (loses(req.url ?? '', req.method)) delete req.headers.cookie;
    },
  });

/** A balancer that chooses the instance of each request. */
const balancer =
  (choose: (path: string, turn: number) => number) =>
  (ports: number[]): FrontRules => {
    let turn = 0;
    return { next: (req) => ports[choose(req.url ?? '', (turn += 1))] ?? 0 };
  };

test.each<[string, string, (ports: number[]) => FrontRules]>([
  ['a cache that takes the cookies from every page', '/users/id', cacheOf((path) => !path.startsWith('/auth/'))],
  [
    'a cache that takes the cookies from the protected page',
    '/users/id',
    cacheOf((path) => path.startsWith('/users/')),
  ],
  ['a cache that takes the cookies from every GET', '/users/id', cacheOf((_, method) => method === 'GET')],
  ['two instances with sessions of their own, in turns', '/users/id', balancer((_, turn) => turn % 2)],
  ['two instances, one with the protected page', '/users/id', balancer((path) => Number(path.startsWith('/users/')))],
  ['two instances, one with the home page', '/auth/signin', balancer((path) => Number(path === '/'))],
])('behind %s, the browser signs in once and not again', async (_, start, rules) => {
  await using bed = await startTestBed(2);
  const { app, apps, tenant } = bed;
  await using front = await startFront(rules(apps.map(({ origin }) => Number(new URL(origin).port))));
  const { WEB_APP_CLIENT_ID = '' } = app.env;
  for (const each of apps) await each.restart({ REDIRECT_URI: `${front.origin}/auth/redirect`, WEB_APP_CLIENT_ID });
  const isRequest = ({ path }: { path: string }): boolean => path.endsWith('/authorize');
  const requests = (): number => tenant.control.requests.filter(isRequest).length;

  const browser = new HttpBrowser();
  await startSignIn(browser, front, start);
  for (let turn = 0; turn < 8 && browser.status === 200; turn += 1) await browser.submit();
  expect([browser.status, browser.heading]).toEqual([500, pages.sessionLost.heading]);
  expect(requests()).toBe(1);
  const setting = 'set REDIS_URL on all of them';
  expect(apps.some((each) => each.logged().includes(setting))).toBe(process.env['TEST_REDIS_URL'] === undefined);
  // A click may try again.
  await browser.follow('Sign in again');
  expect([browser.status, requests()]).toEqual([200, 2]);
});
