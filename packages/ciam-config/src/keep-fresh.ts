export interface KeepFreshOptions<T> {
  /** Fetches the value. `previous` is the value that was kept before. */
  load: (previous: T | undefined) => Promise<T>;
  /**
   * How long the source allows clients to keep the value, in seconds. The result is limited to between five minutes and
   * a day.
   */
  maxAgeSeconds: (value: T) => number;
  /** Receives the error of a failed renewal in the background. */
  onRenewalFailed?: (error: unknown) => void;
}

export interface Fresh<T> {
  /** Returns the kept value, whatever its age. Rejects only if there has never been one. */
  current: () => Promise<T>;
  /** Fetches a new value now, or waits for the fetch that is running. */
  renew: () => Promise<T>;
}

const minuteMs = 60_000;
/**
 * Entra changes keys without notice and asks clients to check daily.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/signing-key-rollover
 */
const maxAgeMs = 24 * 60 * minuteMs;
const minAgeMs = 5 * minuteMs;
/** How long to wait after a failed renewal. */
const retryMs = minuteMs;
/** How long a failure is reported to callers before the source is asked again. */
const coolDownMs = 1_000;

/**
 * Fetches a value on first use and keeps it. A value that is too old is still returned while a new one is fetched, and
 * also if that fails. Only one fetch runs at a time. For a second after a failure, callers without a value get the same
 * error.
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
