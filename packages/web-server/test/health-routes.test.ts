import express from 'express';
import { afterEach, expect, test, vi } from 'vitest';
import { healthRoutes, listen, type HealthOptions, type ListeningServer } from '../src/index.ts';

let server: ListeningServer | undefined;
afterEach(async () => {
  await server?.close({ drainMs: 0 });
});

const probe = async (path: string, checks: HealthOptions['checks']): Promise<Response> => {
  server = await listen(express().use(healthRoutes({ checks, timeoutMs: 500 })), { port: 0, host: '127.0.0.1' });
  return fetch(server.url + path);
};

test('healthz does not ask the dependencies', async () => {
  const response = await probe('/healthz', { database: () => Promise.reject(new Error('away')) });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: 'ok' });
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test('readyz is 200 when all checks pass', async () => {
  const response = await probe('/readyz', { database: async () => {}, tenant: async () => {} });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: 'ready', checks: { database: 'ok', tenant: 'ok' } });
});

test('readyz is 503 and says which check failed and why', async () => {
  const response = await probe('/readyz', {
    database: async () => {},
    tenant: () => Promise.reject(new Error('The tenant cannot be reached.')),
  });
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({
    status: 'unavailable',
    checks: { database: 'ok', tenant: 'The tenant cannot be reached.' },
  });
});

test('a check that never answers is a failed check', async () => {
  const response = await probe('/readyz', { database: () => new Promise(() => {}) });
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ checks: { database: 'No response within 0.5 seconds.' } });
});

test('probes at the same moment share one run of the checks', async () => {
  const check = vi.fn<() => Promise<void>>(() => new Promise<void>((resolve) => setTimeout(resolve, 100)));
  const first = await probe('/readyz', { database: check });
  const url = `${server?.url}/readyz`;
  await Promise.all([fetch(url), fetch(url), fetch(url)]);
  expect(first.status).toBe(200);
  expect(check).toHaveBeenCalledTimes(2);
});
