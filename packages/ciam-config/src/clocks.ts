/** What says which time it is somewhere else: the `Date` of a response, or the times in a token, in seconds since 1970. */
export interface TimeElsewhere {
  date?: string | undefined;
  /** Of a token that was just issued. */
  issuedAt?: number | undefined;
  notBefore?: number | undefined;
  expiresAt?: number | undefined;
}

/** Entra dates tokens back, for clocks that are a little slow. */
const backdatedSeconds = 300;

/**
 * How many seconds this machine's clock is ahead of another, negative where it is behind, as far as a response or a token shows it.
 * `Date` says it to the second. A token says it only where its times cannot be true by our clock: it was made later than now, or
 * has ended although it was just issued; then the clocks differ by about this much. Undefined where nothing shows it.
 *
 * @see RFC 9110 §6.6.1 and RFC 7519 §4.1.4
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
 * Says in one sentence by how much the clocks differ.
 *
 * @param whose for readers who are elsewhere, such as the clients of an API
 * @example
 * describeClocks(-7200); // "The clock of this machine is 120 minutes behind the tenant's."
 */
export function describeClocks(ahead: number, whose = 'this machine'): string {
  const seconds = Math.abs(ahead);
  const size = seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
  return `The clock of ${whose} is ${size} ${ahead > 0 ? 'ahead of' : 'behind'} the tenant's.`;
}
