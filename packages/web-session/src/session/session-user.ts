/** Who is signed in. */
export interface SessionUser {
  /** The claims of the ID token: facts about the user, and no token that could be used anywhere. */
  claims: Record<string, unknown>;
  /** When the user signed in here, in milliseconds since 1970. */
  signedInAt: number;
}

declare module 'express-session' {
  interface SessionData {
    /** Present when a user is signed in. Written at sign-in and never changed after it. */
    user?: SessionUser;
  }
}

/** The tenant's own session, which a front-channel logout names. */
export function sidOf(user: SessionUser | undefined): string | undefined {
  const sid = user?.claims['sid'];
  return typeof sid === 'string' ? sid : undefined;
}
