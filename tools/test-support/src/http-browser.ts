import { Page } from './page.ts';

interface Navigation {
  method: string;
  body?: URLSearchParams;
  /** The address of the page with the link or form. Absent if the user typed the address. */
  from?: string;
  /** Additional headers, or values that a browser would not send. */
  headers?: Record<string, string>;
}

const maxRedirects = 20;

/**
 * A browser without scripts, over HTTP: cookies by host, redirects, forms, Sec-Fetch-Site and Origin. It treats every
 * cookie as `SameSite=Lax`, and never sends one with a form from another site (another host name). Its steps can be
 * taken apart and recombined, as an attacker would.
 */
export class HttpBrowser {
  /** By host name, then by cookie name. */
  readonly cookies: Map<string, Map<string, string>> = new Map();
  /** Every cookie that was set, with its attributes, in order. */
  readonly setCookies: string[] = [];
  /** Headers for every request. Undefined removes a header. */
  requestHeaders: Record<string, string | undefined> = {};
  /** The current page. */
  page: Page = new Page({ url: '', status: 0, headers: new Headers(), html: '' });
  readonly #staysOnHost: boolean;

  /**
   * @param staysOnHost whether to follow no redirect to another host or port, where nothing needs to listen; see
   * `page.location`
   */
  constructor({ staysOnHost = false }: { staysOnHost?: boolean } = {}) {
    this.#staysOnHost = staysOnHost;
  }

  get url(): string {
    return this.page.url;
  }

  get status(): number {
    return this.page.status;
  }

  get headers(): Headers {
    return this.page.headers;
  }

  get html(): string {
    return this.page.html;
  }

  get heading(): string {
    return this.page.heading;
  }

  /** Opens an address as if the user had typed it. */
  async open(url: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#go(url, { method: 'GET', headers });
  }

  /** Follows the link with this text. */
  async follow(text: string): Promise<Page> {
    return this.#go(this.page.link(text), { method: 'GET', from: this.url });
  }

  /**
   * Submits the form of the current page.
   *
   * @param values by the name or type of an input; other names are sent in addition
   * @param button the text of the button; by default the first one, unless `values` contains a button's name
   */
  async submit(values: Record<string, string> = {}, button?: string): Promise<Page> {
    return this.submitFrom(this.page, values, button);
  }

  /** Like {@link submit}, but with the form of an earlier page, or of another browser's. */
  async submitFrom(page: Page, values: Record<string, string> = {}, button?: string): Promise<Page> {
    const { action, inputs, buttons } = page.form();
    const body = new URLSearchParams();
    for (const { name, type, value } of inputs) if (name) body.append(name, values[name] ?? values[type] ?? value);
    const isChosen = button === undefined && buttons.some(({ name }) => name !== '' && name in values);
    const pressed = isChosen ? undefined : buttons.find(({ text }) => button === undefined || text === button);
    if (button !== undefined && !pressed) throw new Error(`No button "${button}" at ${page.url}`);
    if (pressed?.name) body.append(pressed.name, pressed.value);
    for (const [name, value] of Object.entries(values)) {
      if (!inputs.some((input) => input.name === name || (input.name && input.type === name))) body.set(name, value);
    }
    return this.post(action, body, { from: page.url });
  }

  /** Posts a form from the page at `from`, by default the current page. */
  async post(
    url: string,
    fields: URLSearchParams | Record<string, string>,
    { from = this.url, headers = {} }: { from?: string; headers?: Record<string, string> } = {},
  ): Promise<Page> {
    return this.#go(url, { method: 'POST', body: new URLSearchParams(fields), from, headers });
  }

  cookiesOf(url: string): Map<string, string> {
    const { hostname } = new URL(url);
    const cookies = this.cookies.get(hostname) ?? new Map<string, string>();
    this.cookies.set(hostname, cookies);
    return cookies;
  }

  async #go(url: string, navigation: Navigation, redirects = 0): Promise<Page> {
    if (redirects > maxRedirects) throw new Error(`Too many redirects at ${url}`);
    const { method, body, from, headers } = navigation;
    const relation = from === undefined ? 'none' : siteRelation(from, url);
    const cookies = [...this.cookiesOf(url)].map(([name, value]) => `${name}=${value}`).join('; ');
    const withheld = cookies === '' || (method === 'POST' && relation === 'cross-site');
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: present({
        accept: 'text/html',
        'sec-fetch-site': relation,
        ...(withheld ? {} : { cookie: cookies }),
        ...(method === 'POST' && from !== undefined ? { origin: new URL(from).origin } : {}),
        ...this.requestHeaders,
        ...headers,
      }),
      ...(body ? { body } : {}),
    });
    this.#keepCookies(url, response);
    const location = locationOf(url, response);
    if (location !== undefined && (!this.#staysOnHost || new URL(location).host === new URL(url).host)) {
      await response.body?.cancel();
      const onward = { method: 'GET', from: from ?? url, ...(headers ? { headers } : {}) };
      return this.#go(location, onward, redirects + 1);
    }
    const { status } = response;
    this.page = new Page({ url, status, headers: response.headers, html: await response.text(), location });
    return this.page;
  }

  #keepCookies(url: string, response: Response): void {
    const cookies = this.cookiesOf(url);
    for (const line of response.headers.getSetCookie()) {
      this.setCookies.push(line);
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/expires=Thu, 01 Jan 1970|max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
  }
}

function present(headers: Record<string, string | undefined>): [string, string][] {
  return Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined);
}

function locationOf(url: string, { status, headers }: Response): string | undefined {
  const location = headers.get('location');
  return location !== null && status >= 300 && status < 400 ? new URL(location, url).href : undefined;
}

function siteRelation(from: string, to: string): 'same-origin' | 'same-site' | 'cross-site' {
  const [sender, receiver] = [new URL(from), new URL(to)];
  if (sender.origin === receiver.origin) return 'same-origin';
  return sender.hostname === receiver.hostname ? 'same-site' : 'cross-site';
}
