export type RegistrationErrorCode =
  /** Graph does not say which tenant this is, or it is another one than was asked for. */
  | 'tenant_unknown'
  /** The tenant is not an external tenant. */
  | 'tenant_unsuitable'
  /** An application carries our mark and may belong to someone else. */
  | 'not_ours'
  /** The administrator lacks a role or a consent. */
  | 'role_missing'
  /** Something that does not pass by itself; what was done stays. */
  | 'step_failed'
  /** Every step was done, and yet something is missing. */
  | 'incomplete'
  /** The administrator declined, came too late, or was refused. */
  | 'sign_in_failed'
  /** The user pressed Ctrl-C; what was done stays. */
  | 'interrupted'
  /** A settings or certificate file cannot be used. */
  | 'file_unusable'
  /** A tenant file says what cannot be, or refers to a variable that does. */
  | 'tenant_file_invalid';

/** Registration or clean-up cannot go on. The message says what to do. */
export class RegistrationError extends Error {
  override readonly name = 'RegistrationError';
  readonly code: RegistrationErrorCode;

  constructor(code: RegistrationErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
