export type TransactionErrorCode =
  /** No cookie of this browser fits the response: another browser's, used already, over an hour old, or cookies are blocked. */
  | 'transaction_unknown'
  /** It was redeemed before, in this process. */
  | 'transaction_used'
  /** There is a cookie, but this app did not write it, or not for this state. */
  | 'transaction_invalid';

/** The tenant's response belongs to no sign-in that this browser began here. No user was signed in. */
export class TransactionError extends Error {
  override readonly name = 'TransactionError';
  readonly code: TransactionErrorCode;

  constructor(code: TransactionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A request that changes something came from another site. */
export class CrossSiteError extends Error {
  override readonly name = 'CrossSiteError';
  readonly code = 'cross_site_request';
}

export type SessionStoreErrorCode =
  /** No response in time. Trying again in a moment may work. */
  | 'session_store_unavailable'
  /** It refuses until something is changed; the message says what. */
  | 'session_store_refused';

/** The session store did not do what it was asked; `cause` says why. */
export class SessionStoreError extends Error {
  override readonly name = 'SessionStoreError';
  readonly code: SessionStoreErrorCode;

  constructor(code: SessionStoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The app's address is https, and a request came in a way that looks like http: no browser would get its Secure cookies. */
export class InsecureRequestError extends Error {
  override readonly name = 'InsecureRequestError';
  readonly code = 'insecure_request';
}
