/** A browser without scripts: it keeps cookies, follows redirects and fills in forms. */
export class UserAgent {
  readonly #cookies: Map<string, string>;
  /** Sent with every request. */
  headers: Record<string, string> = {};

  /** @param cookies what the browser holds already. */
  constructor(cookies: Iterable<[string, string]> = []) {
    this.#cookies = new Map(cookies);
  }

  get cookies(): [string, string][] {
    return [...this.#cookies];
  }

  /** Opens an address and follows redirects for as long as they stay on its host. */
  async open(url: string, init: RequestInit = {}): Promise<Visit> {
    const { host } = new URL(url);
    let visit = await this.#fetch(url, init);
    while (visit.location !== undefined && new URL(visit.location).host === host) {
      visit = await this.#fetch(visit.location);
    }
    return visit;
  }

  /** Fills in the only form of a page and presses a button. */
  async submit(visit: Visit, fields: Record<string, string>): Promise<Visit> {
    const form = readForm(visit);
    return this.open(form.action, { method: 'POST', body: new URLSearchParams({ ...form.fields, ...fields }) });
  }

  /** From the first page of a sign-in to the answer for the app. */
  async signIn(url: string, email: string, password: string): Promise<Visit> {
    const emailPage = await this.open(url);
    const passwordPage = await this.submit(emailPage, { email, action: 'email' });
    return this.submit(passwordPage, { password, action: 'password' });
  }

  async #fetch(url: string, init: RequestInit = {}): Promise<Visit> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      ...init,
      headers: { cookie, accept: 'text/html', ...this.headers },
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (line.includes('01 Jan 1970')) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    const location = response.headers.get('location');
    return {
      url,
      status: response.status,
      headers: response.headers,
      html: await response.text(),
      location: location === null ? undefined : new URL(location, url).href,
    };
  }
}

export interface Visit {
  url: string;
  status: number;
  headers: Headers;
  html: string;
  location: string | undefined;
}

/** Where the form of a page goes and what its fields hold. */
export function readForm({ html, url }: Visit): { action: string; fields: Record<string, string> } {
  const action = /<form[^>]*action="([^"]*)"/.exec(html)?.[1];
  const inputs = html.matchAll(/<input[^>]*>/g);
  const fields = [...inputs].map(([tag]): [string, string] => [
    attribute(tag, 'name') ?? '',
    unescapeHtml(attribute(tag, 'value') ?? ''),
  ]);
  return {
    action: action === undefined ? url : unescapeHtml(action),
    fields: Object.fromEntries(fields),
  };
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1];
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

/** What a redirect carries, in its query or fragment. */
export function answerOf(location: string): URLSearchParams {
  const { searchParams, hash } = new URL(location);
  return hash ? new URLSearchParams(hash.slice(1)) : searchParams;
}

/** Enters a device code, confirms it and signs in. */
export async function approveDevice(
  verificationUri: string,
  code: string,
  email: string,
  password: string,
): Promise<void> {
  const browser = new UserAgent();
  const confirm = await browser.submit(await browser.open(verificationUri), { user_code: code });
  const emailPage = await browser.submit(confirm, { confirm: 'yes' });
  const passwordPage = await browser.submit(emailPage, { email, action: 'email' });
  await browser.submit(passwordPage, { password, action: 'password' });
}
