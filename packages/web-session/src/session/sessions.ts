import type { Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import { cookieAttributes, cookieName } from '../cookies.ts';
import type { SessionBackend } from './session-backend.ts';
import { publishSignIn } from '../sign-in/sign-in-events.ts';
import { type SessionLifetime, SessionStore, unlessUnavailable } from './session-store.ts';

export interface SessionsOptions {
  /** The app's own address, such as `https://www.contoso.com`; a path becomes part of the cookie's name. On https the cookie is Secure, so Express must know of the proxy. */
  origin: string;
  /** The first signs, each verifies. */
  secrets: readonly string[];
  lifetime: SessionLifetime;
  backend: SessionBackend;
}

/** The sessions of users who signed in. */
export interface Sessions {
  /** Puts `req.session` on a request. Hands a SessionStoreError to Express when the store does not respond. */
  middleware: RequestHandler;
  /** Signs a user in: under a new session id, and stored by the time this resolves. */
  start(req: Request, claims: Record<string, unknown>): Promise<void>;
  /** Signs the user of this request out, and takes the cookie back. */
  end(req: Request, res: Response): Promise<void>;
  /** Signs out everyone who signed in during this session of the tenant, on every instance. */
  endBySid(sid: string): Promise<void>;
  /** Rejects when the store does not respond. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** express-session with the policy of a sign-in: nothing is stored for anonymous visitors, and nothing changes between sign-in and sign-out. */
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
      // A new id: the old one may be known to an attacker who planted it. @see https://owasp.org/www-community/attacks/Session_fixation
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
