import { once } from 'node:events';
import { createServer, get, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { createConnections, serverOptions, type ConnectionLimits } from '../src/connections.ts';

interface Watched {
  port: number;
  url: string;
  /** Of the requests that the app received: how many, how many are at work now, and how many were at most. */
  counts: { received: number; open: number; most: number };
  drain: (drainMs: number) => Promise<void>;
}

const sockets: Socket[] = [];
const running: Watched[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(running.splice(0).map(async ({ drain }) => drain(0)));
});

/** A server that notes which responses its app still waits for. */
const start = async (app: RequestListener, limits: ConnectionLimits = {}, create = createServer): Promise<Watched> => {
  const counts = { received: 0, open: 0, most: 0 };
  const connections = createConnections((request, response) => {
    counts.received += 1;
    counts.open += 1;
    counts.most = Math.max(counts.most, counts.open);
    response.once('close', () => (counts.open -= 1));
    app(request, response);
  }, limits);
  const server = create(serverOptions);
  connections.accept(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const drain = async (drainMs: number): Promise<void> => connections.drain(drainMs);
  const watched = { port, url: `http://127.0.0.1:${port}`, counts, drain };
  running.push(watched);
  return watched;
};

const open = async ({ port }: Watched, bytes = ''): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  sockets.push(socket);
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
};

const request = (path = '/'): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const later: RequestListener = ({ url }, response) => setTimeout(() => response.end(`at ${url}.`), 20);

test('pipelined requests are answered in order, and handed over one after the other', async () => {
  const server = await start(later);
  const socket = await open(server, ['/1', '/2', '/3'].map(request).join(''));
  socket.write('GET /4 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect((await text(socket)).match(/at \/\d/g)).toEqual(['at /1', 'at /2', 'at /3', 'at /4']);
  expect(server.counts).toEqual({ received: 4, open: 0, most: 1 });
});

test('a pipelined body waits for its turn, and is whole', async () => {
  const server = await start((req, response) => void text(req).then((body) => response.end(`got ${body.length}.`)));
  const post = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n${'x'.repeat(300_000)}`;
  const socket = await open(server, request() + post);
  socket.end('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect((await text(socket)).match(/got \d+/g)).toEqual(['got 0', 'got 300000', 'got 0']);
});

/** What a client does with a connection on which it sent requests, before it leaves or falls silent. */
const habits: Record<string, (server: Watched, socket: Socket) => void> = {
  'closes the connection': (_server, socket) => socket.destroy(),
  'resets the connection': (_server, socket) => socket.resetAndDestroy(),
  'closes its half of the connection, then goes': (_server, socket) => {
    socket.end();
    setTimeout(() => socket.destroy(), 50);
  },
  'never reads': (_server, socket) => socket.pause(),
};

test.each(Object.keys(habits))('nothing is kept of a client that pipelines requests and %s', async (habit) => {
  const large = 'x'.repeat(1_000_000);
  const server = await start((_request, response) => setTimeout(() => response.end(large), 5), { stalledMs: 300 });
  for (let round = 0; round < 10; round++) {
    const clients = await Promise.all(Array.from({ length: 10 }, () => open(server, request().repeat(30))));
    for (const client of clients) habits[habit]?.(server, client);
  }
  expect((await fetch(server.url)).status).toBe(200);
  await expect.poll(() => server.counts.open, { timeout: 10_000 }).toBe(0);
  expect(server.counts.most).toBeLessThanOrEqual(101);
});

test('a client that closes its half after one request still gets its response when it is there at once', async () => {
  const server = await start((_request, response) => response.end('whole'));
  const socket = await open(server);
  socket.end(request());
  expect(await text(socket)).toMatch(/whole$/);
});

test.each<[string, number, ConnectionLimits]>([
  ['one connection', 1, {}],
  ['all connections together', 20, { requestsPerConnection: 1_000, waitingRequests: 50 }],
])('more requests than %s may have waiting close the connection', async (_what, clients, limits) => {
  const server = await start(later, limits);
  const flooding = await Promise.all(
    Array.from({ length: clients }, () => open(server, request().repeat(2_000 / clients))),
  );
  const waited = Promise.all(flooding.map(async (socket) => once(socket.resume(), 'close')));
  expect(await (await fetch(server.url)).text()).toBe('at /.');
  await waited;
  expect(server.counts.received).toBeLessThan(200);
  await expect.poll(() => server.counts.open).toBe(0);
});

test('connections that wait their turn free it again, closed or answered', async () => {
  const server = await start(later, { waitingRequests: 20 });
  for (let round = 0; round < 30; round++) {
    const socket = await open(server, request().repeat(10));
    if (round % 2) socket.destroy();
    else await once(socket, 'data');
    socket.destroy();
  }
  await expect.poll(() => server.counts.open).toBe(0);
  const last = await open(server, request().repeat(15));
  let seen = '';
  last.on('data', (bytes: Buffer) => (seen += bytes.toString()));
  await expect.poll(() => seen.match(/at \//g)?.length).toBe(15);
});

test('one connection more than the limit closes the one that is idle longest, and newcomers are answered', async () => {
  const server = await start(later, { connections: 10 });
  const idle = await Promise.all(Array.from({ length: 30 }, () => open(server)));
  expect((await fetch(server.url)).status).toBe(200);
  await Promise.all(
    idle.slice(0, 20).map(async (socket) => expect.poll(() => socket.resume().readableEnded).toBe(true)),
  );
  expect(idle.at(-1)?.readableEnded).toBe(false);
});

test('of connections without a TLS handshake, the newest stay open, and a drain does not wait for them', async () => {
  const server = await start(later, { connections: 10 }, createTlsServer);
  const silent = await Promise.all(Array.from({ length: 30 }, () => open(server)));
  const isOpen = (socket: Socket): boolean => !socket.resume().readableEnded && !socket.destroyed;
  await expect.poll(() => silent.filter(isOpen).length).toBe(10);
  silent.at(-1)?.write('\u0016\u0003\u0001');
  const started = performance.now();
  await server.drain(500);
  expect(performance.now() - started).toBeLessThan(5_000);
});

test('if none is idle, the one that is busy longest', async () => {
  const server = await start(({ url }, response) => void (url === '/quick' && response.end('ok')), { connections: 5 });
  const busy: Socket[] = [];
  for (let count = 0; count < 12; count++) {
    busy.push(await open(server, request('/never')));
    await expect.poll(() => server.counts.received).toBe(count + 1);
  }
  expect((await fetch(`${server.url}/quick`)).status).toBe(200);
  await expect.poll(() => server.counts.open).toBeLessThanOrEqual(5);
});

test('a client that reads slowly is not one that does not read', async () => {
  const server = await start((_request, response) => response.end('x'.repeat(30_000_000)), { stalledMs: 400 });
  const [response] = await once(get(server.url), 'response');
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    if (length % 10 === 0) await sleep(5);
  }
  expect(length).toBe(30_000_000);
});

test('a drain finishes what is under way and forgets what waits behind it', async () => {
  const server = await start((_request, response) => setTimeout(() => response.end('whole'), 200));
  const socket = await open(server, request().repeat(5));
  const received = text(socket);
  await expect.poll(() => server.counts.received).toBe(1);
  const started = performance.now();
  await server.drain(9_000);
  expect(performance.now() - started).toBeLessThan(3_000);
  expect((await received).match(/whole/g)).toHaveLength(1);
});

test('requests that were still waiting when their connection closed are counted', async () => {
  const abandoned: number[] = [];
  const server = await start(() => undefined, { onAbandoned: (requests) => abandoned.push(requests) });
  const socket = await open(server, ['/1', '/2', '/3', '/4'].map(request).join(''));
  await expect.poll(() => server.counts.received).toBe(1);
  socket.destroy();
  await expect.poll(() => abandoned).toEqual([3]);
  // One that leaves with its only request is in the log of requests already.
  const other = await open(server, request());
  await expect.poll(() => server.counts.received).toBe(2);
  other.destroy();
  await expect.poll(() => server.counts.open).toBe(0);
  expect(abandoned).toEqual([3]);
});

test.each([
  { connection: 'a new connection', before: '' },
  { connection: 'a connection that was idle', before: request('/first') },
])('a drain serves a request that was on its way on $connection', async ({ before }) => {
  const server = await start(({ url }, response) => response.end(`at ${url}.`));
  const socket = await open(server, before);
  const received = text(socket);
  await expect.poll(() => server.counts).toMatchObject({ received: before ? 1 : 0, open: 0 });
  await sleep(50);
  const drained = server.drain(9_000);
  socket.write(request('/last'));
  expect(await received).toContain('at /last.');
  await drained;
});

test('a drain does not wait for connections that stay idle', async () => {
  const server = await start(({ url }, response) => response.end(`at ${url}.`));
  await open(server);
  await open(server, request());
  await expect.poll(() => server.counts).toMatchObject({ received: 1, open: 0 });
  const started = performance.now();
  await server.drain(9_000);
  expect(performance.now() - started).toBeLessThan(3_000);
});
