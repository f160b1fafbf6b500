/**
 * Returns how long to wait before the next attempt, in milliseconds: doubling from half a second to eight seconds,
 * minus up to half at random so that clients that failed together do not return together, and never less than the
 * server asked for.
 *
 * @param attempt how many attempts were made so far, from 1
 * @param retryAfter the `Retry-After` header of the response, if there was one
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryDelayMs(attempt: number, retryAfter: unknown, random: () => number = Math.random): number {
  const backoff = Math.min(500 * 2 ** (attempt - 1), 8_000) * (1 - random() / 2);
  return Math.round(Math.max(backoff, retryAfterMs(retryAfter) + (random() * backoff) / 2));
}

/** No limit of the tenant lasts longer. A date in 2099 is a mistake that nobody should wait for. */
const maxRetryAfterMs = 60 * 60 * 1000;

/**
 * Converts a `Retry-After` header, in seconds or as an HTTP date, to milliseconds from now: at most an hour, and 0 if
 * it is absent, past or unreadable.
 */
export function retryAfterMs(header: unknown): number {
  if (typeof header !== 'string') return 0;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(0, ms), maxRetryAfterMs);
}
