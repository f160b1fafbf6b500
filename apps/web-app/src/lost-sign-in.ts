import type { Config } from './config.ts';

export type LostSignInCode =
  /** The response arrived as a GET, without its fields. */
  | 'response_lost'
  /** The response was posted to an address other than REDIRECT_URI, where the browser has no cookie of this sign-in. */
  | 'wrong_origin'
  /** The user signed in, but the next request did not find the session. */
  | 'session_lost';

/** A proxy or another instance of the app lost the sign-in. Do not restart it automatically: it would be lost again. */
export class LostSignInError extends Error {
  override readonly name = 'LostSignInError';
  readonly code: LostSignInCode;

  constructor(code: LostSignInCode, message: string) {
    super(message);
    this.code = code;
  }
}

export function responseLost({ redirectUri }: Config): LostSignInError {
  return new LostSignInError(
    'response_lost',
    `The tenant's response to ${redirectUri} did not arrive as a POST. Something in front of this app redirects POST requests, such as a rule ` +
      'for the host name, https or a trailing slash. Set REDIRECT_URI to the final address, which nothing redirects.',
  );
}

export function wrongOrigin({ redirectUri }: Config): LostSignInError {
  return new LostSignInError(
    'wrong_origin',
    `The tenant's response was posted to an address other than ${redirectUri}. Something in front of this app redirects ` +
      'POST requests to another host name or port. Set REDIRECT_URI to the final address, where people use the app.',
  );
}

export function sessionLost({ session }: Config): LostSignInError {
  return new LostSignInError(
    'session_lost',
    'A user signed in, but the next request did not find the session. ' +
      (session.redisUrl === undefined
        ? 'Sessions are in the memory of one process. If this app runs as several instances, set REDIS_URL on all of them. Otherwise a'
        : 'A') +
      ' proxy drops cookies on the way, or the clocks of the instances differ.',
  );
}
