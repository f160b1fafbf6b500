import { Router } from 'express';

/** By name, what must work before this server can do its work; a check that throws says why it does not. */
export type HealthChecks = Record<string, () => Promise<void>>;

export interface HealthOptions {
  checks: HealthChecks;
  /** How long one check may take: 5,000 milliseconds. */
  timeoutMs?: number;
}

/**
 * `/healthz` responds with 200 while the process runs at all; `/readyz` with 200 when every check passes in
 * time, otherwise with 503 and the messages of those that did not. The messages are public: throw nothing that is not.
 */
export function healthRoutes({ checks, timeoutMs = 5_000 }: HealthOptions): Router {
  const router = Router();
  let running: ReturnType<typeof runChecks> | undefined;

  router.get('/healthz', (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });

  router.get('/readyz', async (_req, res) => {
    // Callers at the same moment share one run, so that probes cannot be used to load the dependencies.
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
