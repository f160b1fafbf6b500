import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import express, { type Request, type Response } from 'express';

/** A request as Express sees it, with these headers. */
export function requestWith(headers: Record<string, string>): Request {
  const message = new IncomingMessage(new Socket());
  Object.assign(message.headers, headers);
  return Object.setPrototypeOf(message, express.request) as Request;
}

/** A response that can be looked at. */
export function responseTo(req: Request): Response {
  return Object.setPrototypeOf(new ServerResponse(req), express.response) as Response;
}

/** The cookies of a browser: takes what responses set, and sends what it has. */
export class CookieJar {
  readonly cookies = new Map<string, string>();

  get header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  take(lines: readonly string[]): void {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
