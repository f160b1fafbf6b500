import { setTimeout as sleep } from 'node:timers/promises';
import { defaultTenant } from 'ciam-emulator';
import { HttpBrowser } from 'test-support';
import { oneConnectionEach } from './balancer.ts';
import type { Report } from './report.ts';

const signedIn = 'ID token claims';
/** A person who got no further after so many pages gives up. */
const patience = 40;
const [ada] = defaultTenant.users;

/**
 * Signs in and looks at pages, again and again, in a new browser each time, until `ends`.
 * @returns the browsers with a signed-in user
 */
export async function usePages(web: string, report: Report, ends: AbortSignal): Promise<HttpBrowser[]> {
  const browsers: HttpBrowser[] = [];
  while (!ends.aborted) {
    const browser = new HttpBrowser();
    Object.assign(browser.requestHeaders, oneConnectionEach);
    if (await signIn(browser, web, report)) browsers.push(browser);
    for (let count = 0; count < 5 && !ends.aborted; count += 1) {
      const any = browsers[Math.floor(Math.random() * browsers.length)];
      if (any) await look(any, web, report);
      await sleep(50);
    }
  }
  return browsers;
}

/** Does what each page says until the user is signed in. */
async function signIn(browser: HttpBrowser, web: string, report: Report): Promise<boolean> {
  report.signIns.begun += 1;
  const begun = performance.now();
  const { name } = report.phase;
  const seen: string[] = [];
  let step: () => Promise<unknown> = () => browser.open(`${web}/users/id`);
  for (let count = 0; count < patience; count += 1) {
    try {
      await step();
    } catch {
      report.refused('the browser cannot reach the tenant');
      seen.push('unreachable');
      await sleep(1000);
      step = () => browser.open(`${web}/users/id`);
      continue;
    }
    seen.push(`${browser.status} ${browser.heading}`);
    if (browser.heading === signedIn) {
      report.signedIn(performance.now() - begun);
      return true;
    }
    if (browser.status >= 400) {
      report.refused(`${browser.status} ${browser.heading}`);
      await sleep(1000 * Number(browser.headers.get('retry-after') ?? 0));
    }
    step = nextStep(browser, web);
  }
  report.lost.push(`a sign-in begun while ${name}: ${seen.join(', ')}`);
  return false;
}

function nextStep(browser: HttpBrowser, web: string): () => Promise<unknown> {
  const [, button] = /<a class="button"[^>]*>([^<]+)<\/a>/.exec(browser.html) ?? [];
  if (browser.status >= 400) return () => (button ? browser.follow(button) : browser.open(`${web}/users/id`));
  if (browser.html.includes('type="email"')) return () => browser.submit({ email: ada?.mail ?? '' }, 'Next');
  if (browser.html.includes('type="password"'))
    return () => browser.submit({ password: ada?.password ?? '' }, 'Sign in');
  if (browser.heading === 'Stay signed in?') return () => browser.submit({}, 'No');
  if (/<form[^>]*method="post"/.test(browser.html) && browser.heading !== 'Welcome') return () => browser.submit();
  return () => browser.open(`${web}/users/id`);
}

/** Opens a page that only a signed-in user sees. */
async function look(browser: HttpBrowser, web: string, report: Report): Promise<void> {
  const begun = performance.now();
  await browser.open(`${web}/users/id`).catch(() => undefined);
  report.shown(performance.now() - begun);
  if (browser.status >= 500) report.refused(`${browser.status} ${browser.heading}`);
  else if (browser.heading !== signedIn) report.lost.push(`a session, while ${report.phase.name}: ${browser.url}`);
}

/** Looks whether everyone who signed in still is. */
export async function recheck(browsers: readonly HttpBrowser[], web: string, report: Report): Promise<void> {
  for (const browser of browsers) await look(browser, web, report);
}
