import type { Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import { cookieAttributes, cookieName } from '../cookies.ts';
import type { SessionBackend } from './session-backend.ts';
import { publishSignIn } from '../sign-in/sign-in-events.ts';
import { type SessionLifetime, SessionStore, unlessUnavailable } from './session-store.ts';

export interface SessionsOptions {
  /**
   * The app's address, such as `https://www.contoso.com`. A path becomes part of the cookie's name. On https the cookie
   * is Secure, so Express must know about the proxy.
   */
  origin: string;
  /** The first secret signs, and all verify. */
  secrets: readonly string[];
  lifetime: SessionLifetime;
  backend: SessionBackend;
}

/** The sessions of the signed-in users. */
export interface Sessions {
  /** Adds `req.session` to a request. Passes a SessionStoreError to Express if the store fails. */
  middleware: RequestHandler;
  /** Signs a user in with a new session ID. The session is stored when this resolves. */
  start(req: Request, claims: Record<string, unknown>): Promise<void>;
  /** Signs out the user of this request and clears the cookie. */
  end(req: Request, res: Response): Promise<void>;
  /** Signs out everyone who signed in during this session of the tenant, on every instance. */
  endBySid(sid: string): Promise<void>;
  /** Rejects if the store does not work. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Sets up express-session for sign-ins: it stores nothing for anonymous visitors, and a session never changes between
 * sign-in and sign-out.
 */
export function createSessions({ origin, secrets, lifetime, backend }: SessionsOptions): Sessions {
  const name = cookieName(origin, 'session');
  const attributes = cookieAttributes(origin);
  const cookie = new session.Cookie();
  Object.assign(cookie, attributes);
  return {
    middleware: session({
      name,
      secret: [...secrets],
      store: new SessionStore(backend, lifetime, cookie),
      cookie: attributes,
      resave: false,
      saveUninitialized: false,
    }),
    async start(req, claims) {
      // Regenerate the ID, because an attacker may have planted the old one. @see
      // https://owasp.org/www-community/attacks/Session_fixation
      await done((callback) => req.session.regenerate(callback));
      req.session.user = { claims, signedInAt: Date.now() };
      await done((callback) => req.session.save(callback));
      publishSignIn({ step: 'finished' });
    },
    async end(req, res) {
      await done((callback) => req.session.destroy(callback));
      res.clearCookie(name, attributes);
    },
    endBySid: (sid) => unlessUnavailable(backend.removeBySid(sid)),
    check: () => unlessUnavailable(backend.check()),
    close: () => backend.close(),
  };
}

function done(start: (callback: (error?: unknown) => void) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => (error ? reject(error) : resolve()));
  });
}
