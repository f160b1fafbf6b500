export interface KeepFreshOptions<T> {
  /** Fetches the value; is given the one that was kept before. */
  load: (previous: T | undefined) => Promise<T>;
  /** How long its source allows to keep it, in seconds; less than five minutes or more than a day is taken for that. */
  maxAgeSeconds: (value: T) => number;
  /** Hears why a renewal in the background failed. */
  onRenewalFailed?: (error: unknown) => void;
}

export interface Fresh<T> {
  /** The value that is kept, whatever its age; rejects only while there was never one. */
  current: () => Promise<T>;
  /** Fetches it now, or waits for the fetch that is under way. */
  renew: () => Promise<T>;
}

const minuteMs = 60_000;
/** Entra changes keys without notice, and asks to look for new ones daily. @see https://learn.microsoft.com/entra/identity-platform/signing-key-rollover */
const maxAgeMs = 24 * 60 * minuteMs;
const minAgeMs = 5 * minuteMs;
/** After a renewal that failed. */
const retryMs = minuteMs;
/** A source that is away is not asked again by every request. */
const coolDownMs = 1_000;

/**
 * Fetches a value when it is first needed, one fetch at a time, and keeps it. When it is too old it still serves while a
 * new one is fetched, and goes on serving when that fails. For a second after a failure, callers get the same error.
 *
 * @example
 * const tenant = keepFresh({
 *   load: (known) => discoverTenant(settings, { known }),
 *   maxAgeSeconds: ({ maxAgeSeconds }) => maxAgeSeconds,
 * });
 * const { issuer } = await tenant.current();
 */
export function keepFresh<T>({ load, maxAgeSeconds, onRenewalFailed }: KeepFreshOptions<T>): Fresh<T> {
  let kept: { value: T; until: number } | undefined;
  let failed: { error: unknown; until: number } | undefined;
  let loading: Promise<T> | undefined;

  const fetchIt = async (): Promise<T> => {
    try {
      const value = await load(kept?.value);
      const age = Math.max(minAgeMs, Math.min(maxAgeSeconds(value) * 1_000, maxAgeMs));
      kept = { value, until: performance.now() + age };
      failed = undefined;
      return value;
    } catch (error) {
      failed = { error, until: performance.now() + coolDownMs };
      throw error;
    }
  };

  const renew = async (): Promise<T> => {
    if (!loading && failed && performance.now() < failed.until) throw failed.error;
    return (loading ??= fetchIt().finally(() => (loading = undefined)));
  };

  return {
    renew,
    current: async () => {
      if (!kept) return renew();
      if (performance.now() >= kept.until) {
        kept.until = performance.now() + retryMs;
        renew().catch((error: unknown) => onRenewalFailed?.(error));
      }
      return kept.value;
    },
  };
}
