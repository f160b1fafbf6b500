import express from 'express';
import { afterEach, expect, test } from 'vitest';
import { listen, type ListeningServer } from '../src/index.ts';

let server: ListeningServer;
afterEach(async () => server.close({ drainMs: 0 }));

test('an Express app receives requests and responses that have its prototypes already', async () => {
  const app = express().get('/', (req, res) => void res.json({ path: req.path }));
  const received: object[] = [];
  const handle: unknown = Reflect.get(app, 'handle');
  Object.assign(app, {
    handle(...[req, res, next]: [object, object, unknown]) {
      received.push(Object.getPrototypeOf(req), Object.getPrototypeOf(res));
      if (typeof handle === 'function') handle.call(app, req, res, next);
    },
  });
  server = await listen(app, { port: 0, host: '127.0.0.1' });
  const response = await fetch(`${server.url}/`);
  expect(await response.json()).toEqual({ path: '/' });
  expect(received[0]).toBe(app.request);
  expect(received[1]).toBe(app.response);
});
