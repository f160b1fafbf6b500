import type { Request, Response } from 'express';
import { cookieAttributes, cookieName, readCookies } from '../cookies.ts';

/** How long the first page after a sign-in or a sign-out may take to be opened, in milliseconds. */
const lifetimeMs = 60_000;

/**
 * Notices when a user signed in and the next page does not find the session, because another instance keeps it or a proxy dropped the
 * cookie. Sending that user to the sign-in again would go on forever: the tenant signs in at once anyone it knows.
 */
export class SignInArrival {
  readonly #name: string;
  readonly #left: string;
  readonly #attributes: ReturnType<typeof cookieAttributes>;

  /** @param origin the app's own address, such as `https://www.contoso.com`; a path becomes part of the cookie's name */
  constructor(origin: string) {
    this.#name = cookieName(origin, 'signed-in');
    this.#left = cookieName(origin, 'signed-out');
    this.#attributes = cookieAttributes(origin);
  }

  /** Call it when a user was signed in: the browser remembers it until a page asks {@link wasLost}. */
  expect(res: Response): void {
    res.cookie(this.#name, '1', { ...this.#attributes, maxAge: lifetimeMs });
  }

  /** Whether this browser signed in within the last minute, and there is no session all the same. True once for each sign-in. */
  wasLost(req: Request, res: Response): boolean {
    return this.#take(this.#name, req, res) && !req.session.user;
  }

  /** Call it when a user signed out: the browser remembers it until a page asks {@link hasLeft}. */
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
