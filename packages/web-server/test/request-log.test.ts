import { EventEmitter } from 'node:events';
import express from 'express';
import { afterEach, expect, test } from 'vitest';
import { createLogger, listen, requestLog, type ListeningServer } from '../src/index.ts';

const token = `eyJhbGciOiJSUzI1NiJ9.${'a'.repeat(40)}.${'b'.repeat(40)}`;

interface LogLine {
  requestId?: string;
  clientRequestId?: string;
  msg?: string;
}

const arrived = new EventEmitter();
let server: ListeningServer | undefined;
let lines: string[] = [];
afterEach(async () => server?.close({ drainMs: 0 }));

const start = async (): Promise<string> => {
  lines = [];
  const logger = createLogger({ name: 'test', level: 'info', destination: { write: (line) => lines.push(line) } });
  const app = express()
    .use(requestLog(logger))
    .get('/fail', (_req, res) => {
      const error = Object.assign(new Error(`refused ${token}`, { cause: new Error('why') }), {
        config: { headers: { Authorization: 'Bearer opaque-token-value' } },
      });
      logger.error({ err: error }, 'a failure');
      res.status(502).end();
    })
    .get('/slow', () => arrived.emit('request'))
    .get('/healthz', (_req, res) => res.end())
    .use((_req, res) => res.end());
  server = await listen(app, { port: 0, host: '127.0.0.1' });
  return server.url;
};

const logged = (): LogLine[] => lines.map((line): LogLine => JSON.parse(line));

test('one line a response, without query, headers or body', async () => {
  const url = await start();
  const res = await fetch(`${url}/path?code=secret-code`, { headers: { Authorization: `Bearer ${token}` } });
  const requestId = res.headers.get('x-request-id');
  expect(logged()).toEqual([
    expect.objectContaining({ msg: 'responded', requestId, method: 'GET', path: '/path', status: 200, level: 30 }),
  ]);
  expect(lines.join('')).not.toMatch(/secret-code|eyJ/);
});

test.each([
  ['a well-formed one', 'client-made-id-1', 'client-made-id-1'],
  ['one with other characters', 'one two"three', undefined],
  ['one that is too long', 'x'.repeat(65), undefined],
])('a request ID is ours; of the client’s, %s is logged apart or not at all', async (_case, sent, noted) => {
  const res = await fetch(await start(), { headers: { 'X-Request-Id': sent } });
  const requestId = res.headers.get('x-request-id');
  expect(requestId).toMatch(/^[\da-f-]{36}$/);
  expect(logged()).toMatchObject([{ requestId }]);
  expect(logged()[0]?.clientRequestId).toBe(noted);
});

test('an error is logged without tokens and without the fields it carries', async () => {
  await fetch(`${await start()}/fail`);
  const [failure, entry] = logged();
  expect(failure).toMatchObject({ err: { name: 'Error', message: 'refused [redacted]', cause: { message: 'why' } } });
  expect(entry).toMatchObject({ level: 50, status: 502, msg: 'failed' });
  expect(lines.join('')).not.toMatch(/opaque-token-value|eyJ/);
});

test('a credential in free text is cut', () => {
  lines = [];
  const logger = createLogger({ name: 'test', destination: { write: (line) => lines.push(line) } });
  logger.info('sent client_secret=abc8Q~def and eyJhbGciOiJSUzI1NiJ9.cut to redis://:password@redis');
  expect(logged()[0]).toMatchObject({
    msg: 'sent client_secret=[redacted] and [redacted] to redis://:[redacted]@redis',
  });
});

test('a client that leaves before the response is noted', async () => {
  const url = await start();
  const leaving = new AbortController();
  arrived.once('request', () => leaving.abort());
  await fetch(`${url}/slow`, { signal: leaving.signal }).catch(() => {});
  await expect.poll(() => logged()[0]?.msg).toBe('client disconnected before the response was complete');
});

test('probes are logged at debug level only', async () => {
  await fetch(`${await start()}/healthz`);
  expect(lines).toEqual([]);
});
