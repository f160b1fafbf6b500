import type { Request, Response } from 'express';
import { cookieAttributes, cookieName, readCookies } from '../cookies.ts';

/** The time limit for opening the first page after a sign-in or sign-out, in milliseconds. */
const lifetimeMs = 60_000;

/**
 * Detects that a user signed in but the next page does not find the session, because another instance has it or a proxy
 * dropped the cookie. Sending that user to the sign-in again would loop forever, because the tenant signs known users
 * in at once.
 */
export class SignInArrival {
  readonly #name: string;
  readonly #left: string;
  readonly #attributes: ReturnType<typeof cookieAttributes>;

  /** @param origin the app's address, such as `https://www.contoso.com`; a path becomes part of the cookie's name */
  constructor(origin: string) {
    this.#name = cookieName(origin, 'signed-in');
    this.#left = cookieName(origin, 'signed-out');
    this.#attributes = cookieAttributes(origin);
  }

  /** Call this after a sign-in. The browser remembers it until a page calls {@link wasLost}. */
  expect(res: Response): void {
    res.cookie(this.#name, '1', { ...this.#attributes, maxAge: lifetimeMs });
  }

  /** Whether this browser signed in within the last minute but has no session. True once for each sign-in. */
  wasLost(req: Request, res: Response): boolean {
    return this.#take(this.#name, req, res) && !req.session.user;
  }

  /**
   * Whether this browser signed in within the last minute, but no page has received its cookies since, as behind a cache.
   * True once for each sign-in.
   */
  wentUnnoticed(req: Request, res: Response): boolean {
    return this.#take(this.#name, req, res);
  }

  /** Call this after a sign-out. The browser remembers it until a page calls {@link hasLeft}. */
  leave(res: Response): void {
    res.cookie(this.#left, '1', { ...this.#attributes, maxAge: lifetimeMs });
  }

  /** Whether this browser signed out within the last minute. True once for each sign-out. */
  hasLeft(req: Request, res: Response): boolean {
    return this.#take(this.#left, req, res) && !req.session.user;
  }

  #take(name: string, req: Request, res: Response): boolean {
    if (!readCookies(req).has(name)) return false;
    res.clearCookie(name, this.#attributes);
    return true;
  }
}
