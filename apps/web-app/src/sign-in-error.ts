import type { AuthorizationResponse } from './authorization-response.ts';

/** The tenant responded without a code. `code` is its `error`, such as `access_denied`. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly code: string;
  /** `cancel` when the user chose not to sign in. */
  readonly subcode: string | undefined;
  /** Absent if the response does not belong to a sign-in that this browser started. */
  readonly correlationId: string | undefined;

  constructor(response: AuthorizationResponse, correlationId?: string) {
    super(response.error_description ?? 'The tenant sent neither a code nor an error description.');
    this.code = response.error ?? 'response_incomplete';
    this.subcode = response.error_subcode;
    this.correlationId = correlationId;
  }
}
