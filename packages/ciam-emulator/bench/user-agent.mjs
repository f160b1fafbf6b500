/** The least of a browser: keeps cookies, follows redirects on the same host, posts the form of a page. */
export class UserAgent {
  #cookies = new Map();

  async open(url, body) {
    const { host } = new URL(url);
    let at = await this.#fetch(url, body);
    while (at.location && new URL(at.location).host === host) at = await this.#fetch(at.location);
    return at;
  }

  submit(at, fields) {
    const [, action = at.url] = /<form[^>]*action="([^"]*)"/.exec(at.html) ?? [];
    const inputs = [...at.html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [
      /name="([^"]*)"/.exec(tag)?.[1] ?? '',
      /value="([^"]*)"/.exec(tag)?.[1] ?? '',
    ]);
    const target = new URL(action.replaceAll('&amp;', '&'), at.url).href;
    return this.open(target, new URLSearchParams({ ...Object.fromEntries(inputs), ...fields }));
  }

  async #fetch(url, body) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, accept: 'text/html' };
    const response = await fetch(url, { method: body ? 'POST' : 'GET', body, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value) this.#cookies.set(name, value);
      else this.#cookies.delete(name);
    }
    const location = response.headers.get('location');
    return { url, html: await response.text(), location: location && new URL(location, url).href };
  }
}
