/** @see https://www.rfc-editor.org/rfc/rfc9457#section-3 whose example this follows */
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
  | 'too_large'
  | 'too_many'
  | 'not_json'
  | 'unavailable'
  | 'internal';

interface ProblemOptions extends ErrorOptions {
  errors?: FieldError[];
  headers?: Record<string, string>;
}

/** An answer other than success, sent as `application/problem+json`. The detail is public. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: ProblemCode;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;

  constructor(status: number, code: ProblemCode, detail: string, { errors, headers = {}, cause }: ProblemOptions = {}) {
    super(detail, { cause });
    this.status = status;
    this.code = code;
    this.errors = errors;
    this.headers = headers;
  }
}
