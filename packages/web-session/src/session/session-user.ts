/** The signed-in user. */
export interface SessionUser {
  /** The claims of the ID token. They describe the user, and cannot be used as a token. */
  claims: Record<string, unknown>;
  /** When the user signed in here, in milliseconds since 1970. */
  signedInAt: number;
}

declare module 'express-session' {
  interface SessionData {
    /** The signed-in user, if any. Written at the sign-in and never changed. */
    user?: SessionUser;
  }
}

/** Returns the ID of the tenant's session, which a front-channel logout names. */
export function sidOf(user: SessionUser | undefined): string | undefined {
  const sid = user?.claims['sid'];
  return typeof sid === 'string' ? sid : undefined;
}
