/**
 * A problem with one field.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457#section-3 whose example this follows
 */
export interface FieldError {
  /** A JSON Pointer into the body. */
  pointer: string;
  detail: string;
}

export type ProblemCode =
  | 'invalid_id'
  | 'invalid_body'
  | 'invalid_token'
  | 'missing_token'
  | 'insufficient_permission'
  | 'app_not_allowed'
  | 'not_found'
  | 'method_not_allowed'
  | 'unknown_host'
  | 'too_large'
  | 'too_many'
  | 'not_json'
  | 'unavailable'
  | 'internal';

/** What is wrong with a token, if its sender can do something about it. */
export type TokenFault = 'wrong_audience' | 'wrong_issuer' | 'not_yet_valid' | 'expired' | 'no_permissions';

interface ProblemOptions extends ErrorOptions {
  errors?: FieldError[];
  /** Only with the code `invalid_token`. */
  reason?: TokenFault | undefined;
  headers?: Record<string, string>;
}

/** An error response, sent as `application/problem+json`. The detail is public. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: ProblemCode;
  readonly errors: FieldError[] | undefined;
  readonly reason: TokenFault | undefined;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: ProblemCode,
    detail: string,
    { errors, reason, headers = {}, cause }: ProblemOptions = {},
  ) {
    super(detail, { cause });
    this.status = status;
    this.code = code;
    this.errors = errors;
    this.reason = reason;
    this.headers = headers;
  }
}
