import { once } from 'node:events';
import { connect } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, type ListeningServer } from '../src/index.ts';

let server: ListeningServer;
beforeAll(async () => {
  const app = express().use((req, res) => void res.send(`path ${req.path}`));
  server = await listen(app, { port: 0, host: '127.0.0.1' });
});
afterAll(() => server.close({ drainMs: 0 }));

/** What comes back for the bytes of a request, until the server ends the connection. */
const send = async (bytes: string): Promise<string> => {
  const socket = connect(server.port, '127.0.0.1').setEncoding('latin1');
  let response = '';
  socket.on('data', (text: string) => (response += text)).on('error', () => {});
  socket.write(bytes, 'latin1');
  await once(socket, 'close');
  return response;
};

const headers = 'Host: x\r\nConnection: close\r\n\r\n';

test.each<[string, string, RegExp]>([
  ['a whole URL', `GET http://x/some/path?query HTTP/1.1\r\n${headers}`, /^HTTP\/1.1 200 [^]*path \/some\/path$/],
  ['a whole URL without a path', `GET http://x HTTP/1.1\r\n${headers}`, /^HTTP\/1.1 200 [^]*path \/$/],
  ['a URL that is none', `GET http:// HTTP/1.1\r\n${headers}`, /^HTTP\/1.1 400 /],
  ['another scheme', `GET file:///etc/passwd HTTP/1.1\r\n${headers}`, /^HTTP\/1.1 400 /],
  ['OPTIONS *', `OPTIONS * HTTP/1.1\r\n${headers}`, /^HTTP\/1.1 400 /],
  ['two slashes', `GET //x//y HTTP/1.1\r\n${headers}`, /^HTTP\/1.1 200 /],
  ['CONNECT', `CONNECT x:443 HTTP/1.1\r\n${headers}`, /^$/],
  [
    'an upgrade, which is not taken up',
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n',
    /^HTTP\/1.1 200 /,
  ],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /^HTTP\/1.1 400 /],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n', /^HTTP\/1.1 400 /],
  ['headers of 20 kB', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n${headers}`, /^HTTP\/1.1 431 /],
  ['two lengths', `POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n${headers}xx`, /^HTTP\/1.1 400 /],
  [
    'a length and chunks, as request smuggling has it',
    `POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n${headers}0\r\n\r\n`,
    /^HTTP\/1.1 400 /,
  ],
])('%s', async (_what, bytes, expected) => {
  const response = await send(bytes);
  expect(response).toMatch(expected);
  // Neither a stack nor Express's own page.
  expect(response).not.toMatch(/\n\s+at |<pre>/);
  expect((await fetch(server.url)).status).toBe(200);
});

test('an idle connection is kept for longer than load balancers keep it', async () => {
  expect((await fetch(server.url)).headers.get('keep-alive')).toBe('timeout=245');
});
