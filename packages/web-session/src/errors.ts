export type TransactionErrorCode =
  /**
   * The browser sent no cookie for the response: another browser started the sign-in, it was already finished, it took
   * over an hour, or cookies are blocked.
   */
  | 'transaction_unknown'
  /** The response was already redeemed, in this process. */
  | 'transaction_used'
  /** The cookie was not written by this app, or not for this state. */
  | 'transaction_invalid';

/** The tenant's response does not belong to a sign-in that this browser started here. No user was signed in. */
export class TransactionError extends Error {
  override readonly name = 'TransactionError';
  readonly code: TransactionErrorCode;

  constructor(code: TransactionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A request that would change something came from another site. */
export class CrossSiteError extends Error {
  override readonly name = 'CrossSiteError';
  readonly code = 'cross_site_request';
}

export type SessionStoreErrorCode =
  /** The store did not respond in time. Trying again in a moment may work. */
  | 'session_store_unavailable'
  /** The store refuses until something is changed. The message says what. */
  | 'session_store_refused';

/** An operation of the session store failed. `cause` says why. */
export class SessionStoreError extends Error {
  override readonly name = 'SessionStoreError';
  readonly code: SessionStoreErrorCode;

  constructor(code: SessionStoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The app's address is https, but a request appears to be http, so the browser would not get its Secure cookies. */
export class InsecureRequestError extends Error {
  override readonly name = 'InsecureRequestError';
  readonly code = 'insecure_request';
}
