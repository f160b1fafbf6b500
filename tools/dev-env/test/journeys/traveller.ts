import { readCode } from 'ciam-emulator/playwright';
import type { Browser, Page } from 'playwright-core';
import type { DevEnv } from '../../src/dev-env.ts';
import { type Hands, keyboard, pointer } from './hands.ts';

export interface Manner {
  scripts: boolean;
  keyboard: boolean;
}

export const describeManner = (manner: Manner): string =>
  `${manner.keyboard ? 'by keyboard' : 'by pointer'}, scripts ${manner.scripts ? 'on' : 'off'}`;

/** Someone who uses the web app for the first time, in a browser of their own. */
export class Traveller implements AsyncDisposable {
  readonly page: Page;
  readonly hands: Hands;
  readonly #devEnv: DevEnv;
  readonly #manner: Manner;

  private constructor(page: Page, devEnv: DevEnv, manner: Manner) {
    this.page = page;
    this.hands = manner.keyboard ? keyboard(page) : pointer(page);
    this.#devEnv = devEnv;
    this.#manner = manner;
  }

  /** At the tenant's first page, sent there by the page of the web app that shows the claims. */
  static async sentToSignIn(browser: Browser, devEnv: DevEnv, manner: Manner): Promise<Traveller> {
    const context = await browser.newContext({ javaScriptEnabled: manner.scripts });
    context.setDefaultTimeout(10_000);
    const traveller = new Traveller(await context.newPage(), devEnv, manner);
    await traveller.askForClaims();
    return traveller;
  }

  async askForClaims(): Promise<void> {
    await this.page.goto(new URL('/users/id', this.#devEnv.web.url).href);
  }

  /** Enters something and presses the button below it. */
  async enter(fields: Record<string, string>, button: string): Promise<void> {
    for (const [label, text] of Object.entries(fields)) await this.hands.fill(label, text);
    await this.hands.press(button);
  }

  /** Waits until the page says that it does not accept what was entered. */
  async refused(words: string): Promise<void> {
    await this.page.getByRole('alert').filter({ hasText: words }).waitFor();
  }

  /** Waits for another page. */
  async arrives(heading: string): Promise<void> {
    await this.page.getByRole('heading', { name: heading, level: 1 }).waitFor();
  }

  code(mail: string): Promise<string> {
    return readCode(this.page, mail);
  }

  /** Waits for the page of the web app that was asked for, and reads the claims there. */
  async claims(): Promise<Record<string, string>> {
    await this.declineToStay();
    await this.goOn();
    await this.page.waitForURL(`${this.#devEnv.web.url}/users/id`);
    const names = await this.page.locator('dl.claims dt').allInnerTexts();
    const values = await this.page.locator('dl.claims dd.value').allInnerTexts();
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
  }

  /** Says no where the tenant asks whether to stay signed in: after each sign-in, and not where the browser was signed in. */
  async declineToStay(): Promise<void> {
    const asked = this.page.getByRole('heading', { name: 'Stay signed in?' });
    const next = this.#manner.scripts
      ? this.page.locator('dl.claims')
      : this.page.getByRole('heading', { name: 'Going back to the app' });
    await asked.or(next).first().waitFor();
    if (await asked.isVisible()) await this.hands.press('No');
  }

  /** Without scripts, the way back to the app leads over two pages with a button: the tenant's, then the app's own. */
  async goOn(): Promise<void> {
    if (this.#manner.scripts) return;
    await this.hands.press('Continue');
    await this.page.waitForURL(`${this.#devEnv.web.url}/**`);
    await this.hands.press('Continue');
  }

  /**
   * Waits for the web app's home, with nobody signed in. Without scripts, the tenant's page before it stays for seconds,
   * and has a link for those who do not wait.
   */
  async signedOut(): Promise<void> {
    if (!this.#manner.scripts) {
      await this.arrives('You have signed out');
      await this.page.waitForLoadState(); // The apps in its frames have been told.
      await this.hands.follow('Go back to the app');
    }
    await this.page.waitForURL(`${this.#devEnv.web.url}/`);
    await this.arrives('Welcome');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}
