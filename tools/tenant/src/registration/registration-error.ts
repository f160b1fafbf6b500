export type RegistrationErrorCode =
  /** Graph does not say which tenant this is, or it is another one than was asked for. */
  | 'tenant_unknown'
  /** Two applications carry one tag. */
  | 'registered_twice'
  /** The administrator lacks a role or a consent. */
  | 'role_missing'
  /** Something that does not pass by itself; what was done stays. */
  | 'step_failed'
  /** The administrator declined, came too late, or was refused. */
  | 'sign_in_failed'
  /** The user pressed Ctrl-C; what was done stays. */
  | 'interrupted'
  /** A settings or certificate file cannot be used. */
  | 'file_unusable';

/** Registration or clean-up cannot go on. The message says what to do. */
export class RegistrationError extends Error {
  override readonly name = 'RegistrationError';
  readonly code: RegistrationErrorCode;

  constructor(code: RegistrationErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
