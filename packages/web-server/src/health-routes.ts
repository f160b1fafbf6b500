import { Router } from 'express';

/**
 * The dependencies that the server needs, by name. A check rejects with the reason why its dependency does not work.
 */
export type HealthChecks = Record<string, () => Promise<void>>;

export interface HealthOptions {
  checks: HealthChecks;
  /** Time limit of each check, in milliseconds. Default: 5,000. */
  timeoutMs?: number;
}

/**
 * `/healthz` responds with 200 while the process runs. `/readyz` responds with 200 if every check passes in time,
 * otherwise with 503 and the messages of the failed checks. The messages are public, so a check must not put secrets
 * into its error.
 */
export function healthRoutes({ checks, timeoutMs = 5_000 }: HealthOptions): Router {
  const router = Router();
  let running: ReturnType<typeof runChecks> | undefined;

  router.get('/healthz', (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });

  router.get('/readyz', async (_req, res) => {
    // Concurrent callers share one run, so that probes cannot overload the dependencies.
    running ??= runChecks(checks, timeoutMs).finally(() => (running = undefined));
    const results = await running;
    const ready = results.every(([, result]) => result === 'ok');
    res
      .status(ready ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status: ready ? 'ready' : 'unavailable', checks: Object.fromEntries(results) });
  });
  return router;
}

async function runChecks(checks: HealthChecks, timeoutMs: number): Promise<[name: string, result: string][]> {
  return Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await runCheck(check, timeoutMs)]));
}

async function runCheck(check: () => Promise<void>, timeoutMs: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`No response within ${timeoutMs / 1000} seconds.`), timeoutMs);
  });
  try {
    return await Promise.race([check().then(() => 'ok'), late]);
  } catch (error) {
    return error instanceof Error ? error.message : 'The check failed.';
  } finally {
    clearTimeout(timer);
  }
}
