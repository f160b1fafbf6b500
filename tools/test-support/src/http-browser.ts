/** A form of a page, as its markup says. */
interface Form {
  action: string;
  method: string;
  inputs: { name: string; type: string; value: string }[];
  buttons: { name: string; value: string; text: string }[];
}

interface Navigation {
  method: string;
  body?: URLSearchParams;
  /** The address of the page whose link or form this is; absent when the user typed the address. */
  from?: string;
  /** More headers, or other values than a browser would send. */
  headers?: Record<string, string>;
}

/**
 * A browser without scripts, over HTTP: cookies by host, redirects, forms, Sec-Fetch-Site and Origin. It treats every cookie as
 * `SameSite=Lax` and never sends one with a form posted from another site (another host name). What it does can be taken apart, and
 * put together wrongly, as an attacker would.
 */
export class HttpBrowser {
  /** By host name, then by cookie name. */
  readonly cookies: Map<string, Map<string, string>> = new Map();
  url: string = '';
  status = 0;
  headers: Headers = new Headers();
  html = '';

  /** The text of the page's first heading. */
  get heading(): string {
    return decode(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(this.html)?.[1] ?? '').trim();
  }

  /** Goes to an address, as typed by the user. */
  async open(url: string, headers: Record<string, string> = {}): Promise<this> {
    return this.#go(url, { method: 'GET', headers });
  }

  /** Follows the link with this text. */
  async follow(text: string): Promise<this> {
    const links = [...this.html.matchAll(/<a\s[^>]*?href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g)];
    const link = links.find(([, , content = '']) => decode(content.replaceAll(/<[^>]*>/g, '')).trim() === text);
    if (!link) throw new Error(`No link "${text}" at ${this.url}`);
    return this.#go(new URL(decode(link[1] ?? ''), this.url).href, { method: 'GET', from: this.url });
  }

  /**
   * Submits the page's form.
   * @param values by the name or the type of an input
   * @param button its text; the first button when absent
   */
  async submit(values: Record<string, string> = {}, button?: string): Promise<this> {
    const form = this.form();
    const body = new URLSearchParams();
    for (const { name, type, value } of form.inputs) if (name) body.append(name, values[name] ?? values[type] ?? value);
    const pressed = form.buttons.find(({ text }) => button === undefined || text === button);
    if (button !== undefined && !pressed) throw new Error(`No button "${button}" at ${this.url}`);
    if (pressed?.name) body.append(pressed.name, pressed.value);
    return this.post(new URL(form.action, this.url).href, body);
  }

  /** Posts a form from the page at `from`: the present one, unless said otherwise. */
  async post(
    url: string,
    fields: URLSearchParams | Record<string, string>,
    { from = this.url, headers = {} }: { from?: string; headers?: Record<string, string> } = {},
  ): Promise<this> {
    return this.#go(url, { method: 'POST', body: new URLSearchParams(fields), from, headers });
  }

  /** The first form of the page. */
  form(): Form {
    const [, attributes = '', content = ''] = /<form([^>]*)>([\s\S]*?)<\/form>/.exec(this.html) ?? [];
    if (content === '') throw new Error(`No form at ${this.url}: ${this.status} ${this.heading}`);
    return {
      action: attribute(attributes, 'action') || this.url,
      method: attribute(attributes, 'method'),
      inputs: [...content.matchAll(/<input([^>]*)>/g)].map(([, text = '']) => ({
        name: attribute(text, 'name'),
        type: attribute(text, 'type'),
        value: attribute(text, 'value'),
      })),
      buttons: [...content.matchAll(/<button([^>]*)>([\s\S]*?)<\/button>/g)].map(([, text = '', label = '']) => ({
        name: attribute(text, 'name'),
        value: attribute(text, 'value'),
        text: decode(label).trim(),
      })),
    };
  }

  cookiesOf(url: string): Map<string, string> {
    const { hostname } = new URL(url);
    const cookies = this.cookies.get(hostname) ?? new Map<string, string>();
    this.cookies.set(hostname, cookies);
    return cookies;
  }

  async #go(url: string, navigation: Navigation, redirects = 0): Promise<this> {
    if (redirects > 10) throw new Error(`Too many redirects at ${url}`);
    const { method, body, from, headers } = navigation;
    const relation = from === undefined ? 'none' : siteRelation(from, url);
    const cookies = [...this.cookiesOf(url)].map(([name, value]) => `${name}=${value}`).join('; ');
    const withheld = cookies === '' || (method === 'POST' && relation === 'cross-site');
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        'sec-fetch-site': relation,
        ...(withheld ? {} : { cookie: cookies }),
        ...(method === 'POST' && from !== undefined ? { origin: new URL(from).origin } : {}),
        ...headers,
      },
      ...(body ? { body } : {}),
    });
    this.#keepCookies(url, response);
    const location = response.headers.get('location');
    if (location !== null && response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      return this.#go(
        new URL(location, url).href,
        { method: 'GET', from: from ?? url, ...(headers ? { headers } : {}) },
        redirects + 1,
      );
    }
    this.url = url;
    this.status = response.status;
    this.headers = response.headers;
    this.html = await response.text();
    return this;
  }

  #keepCookies(url: string, response: Response): void {
    const cookies = this.cookiesOf(url);
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/expires=Thu, 01 Jan 1970|max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
  }
}

function siteRelation(from: string, to: string): 'same-origin' | 'same-site' | 'cross-site' {
  const [sender, receiver] = [new URL(from), new URL(to)];
  if (sender.origin === receiver.origin) return 'same-origin';
  return sender.hostname === receiver.hostname ? 'same-site' : 'cross-site';
}

function attribute(text: string, name: string): string {
  return decode(new RegExp(`\\s${name}="([^"]*)"`).exec(text)?.[1] ?? '');
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replaceAll(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (decimal) return String.fromCodePoint(Number(decimal));
      return entities[name ?? ''] ?? whole;
    },
  );
}
