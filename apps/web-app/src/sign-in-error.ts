/** What the service posts to the redirect URI. @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#successful-response */
export interface Answer {
  state?: string;
  code?: string;
  error?: string;
  error_subcode?: string;
  error_description?: string;
}

/** The service answered, and not with a code. `code` is its `error`, such as `access_denied`. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly code: string;
  /** `cancel` when the user chose not to sign in. */
  readonly subcode: string | undefined;
  readonly correlationId: string;

  constructor(answer: Answer, correlationId: string) {
    super(answer.error_description ?? 'The service sent neither a code nor an error description.');
    this.code = answer.error ?? 'response_incomplete';
    this.subcode = answer.error_subcode;
    this.correlationId = correlationId;
  }
}

const fields = ['state', 'code', 'error', 'error_subcode', 'error_description'] as const;

/** A code is long; anything longer than this is not an answer of the service. */
const maxLength = 8192;

/** Takes of a request body what is an answer's field and a text, and nothing else. */
export function readAnswer(body: unknown): Answer {
  const answer: Answer = {};
  if (typeof body !== 'object' || body === null) return answer;
  const entries = new Map<string, unknown>(Object.entries(body));
  for (const field of fields) {
    const value = entries.get(field);
    if (typeof value === 'string' && value !== '') answer[field] = value.slice(0, maxLength);
  }
  return answer;
}
