/**
 * Evidence of another machine's time: the `Date` header of a response, or the times in a token, in seconds since 1970.
 */
export interface TimeElsewhere {
  date?: string | undefined;
  /** The `iat` of a token that was just issued. */
  issuedAt?: number | undefined;
  notBefore?: number | undefined;
  expiresAt?: number | undefined;
}

/** Entra backdates tokens, to allow for slow clocks. */
const backdatedSeconds = 300;

/**
 * Returns how many seconds this machine's clock is ahead of another, or undefined if the evidence does not show it. The
 * result is negative if this machine is behind. The `Date` header is exact to the second. A token shows a difference
 * only if its times are impossible by our clock: it was issued in the future, or it has already expired although it was
 * just issued. The result is then an estimate.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4
 */
export function secondsAhead(elsewhere: TimeElsewhere, nowMs: number = Date.now()): number | undefined {
  const now = Math.round(nowMs / 1000);
  const date = Date.parse(elsewhere.date ?? '') / 1000;
  if (!Number.isNaN(date)) return now - date;
  const { issuedAt, notBefore, expiresAt } = elsewhere;
  const start = Math.max(notBefore ?? 0, issuedAt ?? 0) + backdatedSeconds;
  if (start > now) return now - start;
  return expiresAt !== undefined && expiresAt < now
    ? now - (issuedAt === undefined ? expiresAt : issuedAt + backdatedSeconds)
    : undefined;
}

/**
 * Describes the difference of the clocks in one sentence.
 *
 * @param whose the name of this machine for readers elsewhere, such as the clients of an API
 * @example
 * describeClocks(-7200); // "The clock of this machine is 120 minutes behind the tenant's."
 */
export function describeClocks(ahead: number, whose = 'this machine'): string {
  const seconds = Math.abs(ahead);
  const size = seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
  return `The clock of ${whose} is ${size} ${ahead > 0 ? 'ahead of' : 'behind'} the tenant's.`;
}
