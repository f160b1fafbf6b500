export type RegistrationErrorCode =
  /** Graph does not say which tenant this is, or it is not the requested one. */
  | 'tenant_unknown'
  /** The tenant is not an external tenant. */
  | 'tenant_unsuitable'
  /** An application has our mark but may belong to someone else. */
  | 'not_ours'
  /** The administrator lacks a role or a consent. */
  | 'role_missing'
  /** A step failed for a reason that does not pass by itself. Completed steps stay. */
  | 'step_failed'
  /** Every step succeeded, but something is still missing. */
  | 'incomplete'
  /** The administrator declined, was too late, or was refused. */
  | 'sign_in_failed'
  /** The user pressed Ctrl-C. Completed steps stay. */
  | 'interrupted'
  /** A settings or certificate file cannot be used. */
  | 'file_unusable'
  /** A tenant file is invalid, or refers to a variable that is not set. */
  | 'tenant_file_invalid';

/** Registration or cleanup failed. The message says what to do. */
export class RegistrationError extends Error {
  override readonly name = 'RegistrationError';
  readonly code: RegistrationErrorCode;

  constructor(code: RegistrationErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
