import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Browser } from 'playwright-core';
import { isMissing, launchBrowser } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Front, type FrontRules, startFront } from './front.ts';
import { startTestBed, type TestBed } from './test-bed.ts';
import { enterCredentials } from './user.ts';

const isResponse = (req: IncomingMessage): boolean =>
  req.method === 'POST' && req.url?.startsWith('/auth/redirect') === true;

/** Redirects the POST of the response, once for each address, as a rule for canonical addresses does. */
const redirected = (status: number, to: (front: Front, body: string) => string, only = isResponse) => {
  return (front: Front): Partial<FrontRules> => ({
    instead(req: IncomingMessage, res: ServerResponse) {
      const goal = to(front, '');
      const { pathname, host } = new URL(goal);
      if (!only(req) || (req.url === pathname && req.headers.host === host)) return false;
      let body = '';
      req.setEncoding('utf8');
      req.on('data', (text: string) => (body += text));
      req.on('end', () => res.writeHead(status, { location: to(front, body) }).end());
      return true;
    },
  });
};
const slash = ({ origin }: Front): string => `${origin}/auth/redirect/`;
const otherHost = ({ port }: Front): string => `http://127.0.0.1:${port}/auth/redirect`;
const isRepost = (req: IncomingMessage): boolean => isResponse(req) && req.headers['sec-fetch-site'] === 'same-origin';
const dropCookies = (when: (req: IncomingMessage) => boolean) => (): Partial<FrontRules> => ({
  toApp: (req) => {
    if (when(req)) delete req.headers.cookie;
  },
});
const dropSetCookie = (when: (line: string, req: IncomingMessage) => boolean) => (): Partial<FrontRules> => ({
  cookies: (lines, req) => lines.filter((line) => !when(line, req)),
});

const inAddress = ({ origin }: Front, body: string): string => `${origin}/auth/redirect/?${body}`;

const arrived = 'ID token claims';
const responseLost = 'The sign-in did not arrive';
const elsewhere = 'The sign-in arrived at another address';
const ended = 'This sign-in has ended';
const lost = 'Your sign-in was lost';
const stuck = 'Signing you in';
const broken = 'Signing in does not work at the moment';

interface Way {
  way: string;
  rules?: (front: Front) => Partial<FrontRules>;
  heading: string;
  /** Where the tenant's page is on this app's site, the cookies come with its post, and there is no second one. */
  sameSite?: string;
  /** Which of two instances takes a request; the first by default. */
  instance?: (req: IncomingMessage, turn: number) => number;
  /** What differs in the environment of the second instance. */
  second?: Record<string, string>;
  /** By how many seconds the tenant's clock is ahead. */
  clock?: number;
}

const ways: Way[] = [
  { way: 'nothing in the way', heading: arrived },
  { way: '301 to a trailing slash', rules: redirected(301, slash), heading: responseLost },
  { way: '302 to a trailing slash', rules: redirected(302, slash), heading: responseLost },
  { way: '303 to a trailing slash', rules: redirected(303, slash), heading: responseLost },
  { way: '307 to a trailing slash, which keeps the POST', rules: redirected(307, slash), heading: arrived },
  { way: '308 to a trailing slash', rules: redirected(308, slash), heading: arrived },
  { way: '301 to another host name', rules: redirected(301, otherHost), heading: responseLost },
  { way: '307 to another host name', rules: redirected(307, otherHost), heading: elsewhere },
  { way: '302 that puts the fields into the address', rules: redirected(302, inAddress), heading: responseLost },
  {
    way: '302 of the second post alone',
    rules: redirected(302, slash, isRepost),
    heading: responseLost,
    sameSite: arrived,
  },
  {
    way: '302 of the second post to another host',
    rules: redirected(302, otherHost, isRepost),
    heading: stuck,
    sameSite: arrived,
  },
  {
    way: '301, and cookies are dropped',
    rules: (front) => ({ ...redirected(301, slash)(front), ...dropCookies(() => true)() }),
    heading: responseLost,
  },
  { way: 'every cookie is dropped on the way to the app', rules: dropCookies(() => true), heading: ended },
  { way: 'every cookie is dropped on the way to the browser', rules: dropSetCookie(() => true), heading: ended },
  {
    way: 'GETs lose their cookies, as in a cache',
    rules: dropCookies(({ method }) => method === 'GET'),
    heading: lost,
  },
  {
    way: 'what a POST sets is dropped',
    rules: dropSetCookie((_line, { method }) => method === 'POST'),
    heading: lost,
  },
  {
    way: 'pages lose their cookies, and /auth does not',
    rules: dropCookies(({ url = '' }) => !url.startsWith('/auth/')),
    heading: lost,
  },
  {
    way: 'the protected page alone loses its cookies',
    rules: dropCookies(({ url = '' }) => url.startsWith('/users')),
    heading: lost,
  },
  { way: 'the clock is ten minutes behind', heading: arrived, clock: 600 },
  { way: 'the clock is two hours behind', heading: arrived, clock: 7200 },
  { way: 'the clock is ten minutes ahead', heading: arrived, clock: -600 },
  { way: 'the clock is two hours ahead', heading: broken, clock: -7200 },
  { way: 'the session cookie is dropped', rules: dropSetCookie((line) => line.startsWith('session')), heading: lost },
  { way: 'two instances with sessions in memory, in turns', heading: lost, instance: (_req, turn) => turn % 2 },
  {
    way: 'two instances, and only one of them serves pages',
    heading: lost,
    instance: ({ url = '' }) => Number(!url.startsWith('/users')),
  },
  {
    way: 'two instances with secrets of their own',
    heading: ended,
    instance: ({ method }) => Number(method === 'POST'),
    second: { EXPRESS_SESSION_SECRET: 'another-session-secret-that-is-long-enough-too' },
  },
];

describe.skipIf(await isMissing('chromium'))('in Chromium', () => {
  let browser: Browser;
  let bed: TestBed;
  let front: Front;
  const rules: FrontRules = { next: () => 0 };

  beforeAll(async () => {
    [browser, bed, front] = await Promise.all([launchBrowser(), startTestBed(2), startFront(rules)]);
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([front[Symbol.asyncDispose](), bed[Symbol.asyncDispose]()]);
  });

  const requests = (): number =>
    bed.tenant.control.requests.filter(({ method, path }) => method === 'GET' && path.endsWith('/authorize')).length;

  describe.each([
    ['a tenant on another site', '127.0.0.1'],
    ['a tenant on the same site, as with a custom domain', 'localhost'],
  ])('%s', (_tenant, tenantHost) => {
    test.each(ways)(
      '$way: $heading',
      async ({ rules: change, sameSite, instance = () => 0, second, clock = 0, ...way }) => {
        bed.tenant.control.setClock({ reset: true, advanceSeconds: clock });
        const heading = (tenantHost === 'localhost' && sameSite) || way.heading;
        const REDIRECT_URI = `${front.origin}/auth/redirect`;
        const { WEB_APP_CLIENT_ID = '' } = bed.app.env;
        const AUTHORITY = bed.tenant.authority.replace('127.0.0.1', tenantHost);
        for (const [index, app] of bed.apps.entries()) {
          await app.restart({ REDIRECT_URI, WEB_APP_CLIENT_ID, AUTHORITY, ...(index === 1 ? second : {}) });
        }
        const ports = bed.apps.map(({ origin }) => Number(new URL(origin).port));
        let turn = 0;
        Object.assign(rules, { instead: undefined, toApp: undefined, cookies: undefined }, change?.(front));
        rules.next = (req) => ports[instance(req, (turn += 1))] ?? 0;

        const context = await browser.newContext();
        const page = await context.newPage();
        const title = page.getByRole('heading', { level: 1 });
        const before = requests();
        await page.goto(`${front.origin}/users/id`);
        await enterCredentials(page);
        await title.filter({ hasText: heading }).waitFor({ timeout: 8000 });
        if (heading === stuck) await page.getByRole('alert').filter({ hasText: 'REDIRECT_URI' }).waitFor();
        // Nothing goes on behind the page.
        await page.waitForTimeout(200);
        expect(await title.innerText()).toBe(heading);
        expect(requests() - before).toBe(1);
        await context.close();
      },
    );
  });
});
