import { HttpBrowser, type Page } from 'test-support';

/** A browser that stays with the tenant: the apps that it is redirected to do not run. */
export function newBrowser(): HttpBrowser {
  return new HttpBrowser({ staysOnHost: true });
}

/** From the first page of a sign-in to what the app receives. */
export async function signInAt(browser: HttpBrowser, url: string, email: string, password: string): Promise<Page> {
  await browser.open(url);
  await browser.submit({ email, action: 'email' });
  return answerStay(browser, await browser.submit({ password, action: 'password' }));
}

/** Says, where the tenant asks, whether to stay signed in. */
export async function answerStay(browser: HttpBrowser, page: Page, action: 'stay' | 'leave' = 'leave'): Promise<Page> {
  return page.heading === 'Stay signed in?' ? browser.submitFrom(page, { action }) : page;
}

/** What a redirect carries, in its query or fragment. */
export function responseIn(location: string): URLSearchParams {
  const { searchParams, hash } = new URL(location);
  return hash ? new URLSearchParams(hash.slice(1)) : searchParams;
}

/** Enters a device code, confirms it and signs in. */
export async function approveDevice(uri: string, userCode: string, email: string, password: string): Promise<void> {
  const browser = newBrowser();
  await browser.open(uri);
  await browser.submit({ user_code: userCode });
  await browser.submit({ confirm: 'yes' });
  await browser.submit({ email, action: 'email' });
  await answerStay(browser, await browser.submit({ password, action: 'password' }));
}
