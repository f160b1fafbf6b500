/**
 * How long to wait before the next attempt, in milliseconds: doubling from half a second to eight, a random half of it
 * taken off so that clients which failed together do not return together; never less than the server asked for.
 *
 * @param attempt how many attempts were made so far, from 1
 * @param retryAfter the `Retry-After` header of the response, if there was one
 * @see RFC 9110 §10.2.3
 */
export function retryDelayMs(attempt: number, retryAfter: unknown, random: () => number = Math.random): number {
  const backoff = Math.min(500 * 2 ** (attempt - 1), 8_000) * (1 - random() / 2);
  return Math.round(Math.max(backoff, retryAfterMs(retryAfter) + (random() * backoff) / 2));
}

/** Longer than any limit of the tenant lasts; a date in 2099 is a mistake, and no reason to tell anyone to wait until then. */
const longestRetryAfterMs = 60 * 60 * 1000;

/**
 * Reads a `Retry-After` header, seconds or an HTTP date, as milliseconds from now: an hour at most, 0 when absent, past or
 * unreadable.
 */
export function retryAfterMs(header: unknown): number {
  if (typeof header !== 'string') return 0;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(0, ms), longestRetryAfterMs);
}
