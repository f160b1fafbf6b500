import { once } from 'node:events';
import { connect } from 'node:net';
import { startEmulator } from 'ciam-emulator';
import { expect, test } from 'vitest';
import { goodToken } from './support/callers.ts';
import { startApi } from './support/running-api.ts';

test.each([
  ['chunk after chunk', 'Transfer-Encoding: chunked', `400\r\n${' '.repeat(0x400)}\r\n`],
  ['a byte now and then', 'Content-Length: 16000', ' '],
])('a client that sends %s without end is cut off with 408', async (_what, header, piece) => {
  await using tenant = await startEmulator();
  await using api = await startApi(tenant);
  const token = await goodToken(tenant);
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
    .setEncoding('utf8')
    .on('error', () => {});
  await once(socket, 'connect');
  const head = `POST /api/todolist HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n`;
  socket.write(`${head}Content-Type: application/json\r\n${header}\r\n\r\n`);
  const sending = setInterval(() => socket.write(piece), 20);
  const [response]: string[] = await once(socket, 'data', { signal: AbortSignal.timeout(90_000) });
  clearInterval(sending);
  socket.destroy();
  expect(response).toMatch(/^HTTP\/1.1 408 /);
  expect((await api.call('GET', '/api/todolist', { token })).status).toBe(200);
});
