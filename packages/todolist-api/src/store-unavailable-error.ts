type Code = 'store_unavailable' | 'store_unusable';

/**
 * The database cannot be used. `store_unavailable`: it is down, out of connections or locked, and the same call may
 * work later. `store_unusable`: something has to be changed first. The message says what, and is public.
 */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  readonly code: Code;

  constructor(message: string, { code, cause }: { code: Code; cause: unknown }) {
    super(message, { cause });
    this.code = code;
  }
}

/** The pattern of an error's code, our code, and what happened and, unless it passes by itself, what to change. */
export type Refusal = [errorCode: RegExp, code: Code, message: string];

export function refusalOf(error: unknown, refusals: readonly Refusal[], otherwise: string): StoreUnavailableError {
  const errorCode = error instanceof Error && 'code' in error ? String(error.code) : '';
  const [, code, message] = refusals.find(([pattern]) => pattern.test(errorCode)) ?? [];
  return new StoreUnavailableError(message ?? otherwise, { code: code ?? 'store_unavailable', cause: error });
}
