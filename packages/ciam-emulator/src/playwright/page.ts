type Role = 'alert' | 'button' | 'checkbox' | 'heading' | 'link';

/** The part of Playwright's `Locator` that is used here. */
export interface Locator {
  click: () => Promise<void>;
  fill: (value: string) => Promise<void>;
  first: () => Locator;
  innerText: () => Promise<string>;
  isVisible: () => Promise<boolean>;
  or(this: Locator, other: Locator): Locator;
  selectOption: (value: string) => Promise<unknown>;
  waitFor: () => Promise<void>;
}

/** The part of Playwright's `Response` that is used here. */
export interface Response {
  headerValue: (name: string) => Promise<string | null>;
  request: () => { isNavigationRequest: () => boolean; method: () => string };
  status: () => number;
}

/**
 * The part of Playwright's `Page` that is used here. Pages of `playwright`, `playwright-core` and `@playwright/test`
 * fit in any version, and none of them is needed to compile.
 *
 * @see https://playwright.dev/docs/api/class-page
 */
export interface Page {
  getByLabel: (text: string) => Locator;
  getByRole: (role: Role, options?: { name?: string | RegExp }) => Locator;
  getByText: (text: string, options?: { exact?: boolean }) => Locator;
  goto: (url: string) => Promise<unknown>;
  isClosed: () => boolean;
  locator: (selector: string) => Locator;
  readonly request: {
    get: (
      url: string,
      options?: { headers?: Record<string, string> },
    ) => Promise<{ ok: () => boolean; text: () => Promise<string>; json: () => Promise<Record<string, string>[]> }>;
  };
  url: () => string;
  waitForEvent: (event: 'close', options?: { timeout?: number }) => Promise<unknown>;
  waitForResponse: (matches: (response: Response) => boolean) => Promise<Response>;
}
