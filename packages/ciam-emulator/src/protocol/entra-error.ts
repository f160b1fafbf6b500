import { requireContext } from '../server/request-context.ts';

/** An error in Entra's format. */
export class EntraError extends Error {
  override readonly name = 'EntraError';
  /** The AADSTS number. */
  readonly number: number;
  /** The OAuth error. */
  readonly error: string;
  readonly status: number;
  readonly suberror: string | undefined;
  /** The `claims` parameter that the next request should contain. */
  readonly claims: string | undefined;
  /** The OAuth error if it is sent to a redirect URI. */
  readonly #redirectError: string;

  constructor(
    number: number,
    error: string,
    text: string,
    options: { status?: number; suberror?: string; claims?: string; redirectError?: string } = {},
  ) {
    super(text);
    this.number = number;
    this.error = error;
    this.status = options.status ?? 400;
    this.suberror = options.suberror;
    this.claims = options.claims;
    this.#redirectError = options.redirectError ?? error;
  }

  get code(): string {
    return `AADSTS${this.number}`;
  }

  /** Returns the description with trace ID, correlation ID and time. */
  description(): string {
    const { traceId, correlationId, clock } = requireContext();
    const tail = `Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp(clock.now())}`;
    return `${this.code}: ${this.message} ${tail}`;
  }

  /** @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
  get uri(): string {
    return `https://login.microsoftonline.com/error?code=${this.number}`;
  }

  /** Returns the fields for the app's redirect URI. */
  redirectFields(): Record<string, string> {
    return { error: this.#redirectError, error_description: this.description(), error_uri: this.uri };
  }

  body(): Record<string, unknown> {
    const { traceId, correlationId, clock } = requireContext();
    return {
      error: this.error,
      error_description: this.description(),
      error_codes: [this.number],
      timestamp: timestamp(clock.now()),
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: this.uri,
      ...(this.suberror === undefined ? {} : { suberror: this.suberror }),
      ...(this.claims === undefined ? {} : { claims: this.claims }),
    };
  }
}

/** Formats a time as `2026-01-31 12:00:00Z`. */
function timestamp(milliseconds: number): string {
  return new Date(milliseconds)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}
