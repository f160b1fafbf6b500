import { type IncomingMessage, request } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { readPage, type ReadPage } from './page-reading.ts';

/** The page that a user agent has reached. */
export interface Visit extends ReadPage {
  url: string;
  status: number;
  /** The redirect that it did not follow, because it leaves the tenant. */
  leaves: string | undefined;
}

/** A limit against loops. A sign-in takes four redirects. */
const maxRedirects = 20;

/** A minimal browser for one tenant: it keeps cookies, and follows redirects within the tenant. */
export class UserAgent {
  readonly #cookies = new Map<string, string>();
  readonly #address: URL;

  /** @param address the address at which this process reaches the tenant, whatever the tenant calls itself */
  constructor(address: string) {
    this.#address = new URL(address);
  }

  /** Opens an address, or sends a form to it. */
  async open(url: string, form?: Record<string, string>): Promise<Visit> {
    const { host } = new URL(url);
    let at = url;
    let response = await this.#send(at, form);
    for (let redirects = 0; ; redirects += 1) {
      const { location } = response.headers;
      const next = location === undefined ? undefined : new URL(location, at);
      const page = await text(response);
      if (next?.host !== host || redirects === maxRedirects) {
        return { url: at, status: response.statusCode ?? 0, leaves: next?.href, ...readPage(page, at) };
      }
      at = next.href;
      response = await this.#send(at);
    }
  }

  #send(url: string, form?: Record<string, string>): Promise<IncomingMessage> {
    const { host, pathname, search } = new URL(url);
    const body = form && new URLSearchParams(form).toString();
    return new Promise((resolve, reject) => {
      const secure = this.#address.protocol === 'https:';
      const sent = (secure ? tlsRequest : request)(
        {
          // Brackets around an IPv6 address are part of the URL, not of the host.
          host: this.#address.hostname.replaceAll(/[[\]]/g, ''),
          port: this.#address.port,
          path: pathname + search,
          method: body === undefined ? 'GET' : 'POST',
          headers: {
            host,
            accept: 'text/html',
            cookie: [...this.#cookies].map((pair) => pair.join('=')).join('; '),
            ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
          },
          agent: false,
          // The server is this process, so its certificate need not be trusted.
          rejectUnauthorized: false,
        },
        (response) => {
          this.#keepCookies(response);
          resolve(response);
        },
      );
      sent.on('error', reject).end(body);
    });
  }

  #keepCookies({ headers: { 'set-cookie': lines = [] } }: IncomingMessage): void {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (line.includes('01 Jan 1970')) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}
