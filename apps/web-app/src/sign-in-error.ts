import type { AuthorizationResponse } from './authorization-response.ts';

/** The service responded without a code. `code` is its `error`, such as `access_denied`. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly code: string;
  /** `cancel` when the user chose not to sign in. */
  readonly subcode: string | undefined;
  readonly correlationId: string;

  constructor(response: AuthorizationResponse, correlationId: string) {
    super(response.error_description ?? 'The service sent neither a code nor an error description.');
    this.code = response.error ?? 'response_incomplete';
    this.subcode = response.error_subcode;
    this.correlationId = correlationId;
  }
}
