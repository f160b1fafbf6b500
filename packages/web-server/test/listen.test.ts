import { EventEmitter, once } from 'node:events';
import { Agent, get, type RequestListener } from 'node:http';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { listen, type ListeningServer } from '../src/index.ts';

const servers: ListeningServer[] = [];
const start = async (app: RequestListener): Promise<ListeningServer> => {
  const server = await listen(app, { port: 0, host: '127.0.0.1', portSetting: 'API_PORT' });
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map(async (server) => server.close({ drainMs: 0 })));
});

const timed = async (work: Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work;
  return performance.now() - started;
};

test('a taken port is one sentence that names the setting', async () => {
  const { port } = await start((_request, response) => response.end());
  const attempt = listen(() => {}, { port, host: '127.0.0.1', portSetting: 'API_PORT' });
  await expect(attempt).rejects.toMatchObject({
    name: 'ListenError',
    code: 'EADDRINUSE',
    message: `127.0.0.1:${port} is in use by another program. Stop it, or set API_PORT to a free port.`,
  });
});

/** Programs that hold a port before us. */
const others: Server[] = [];
afterEach(() => {
  for (const other of others.splice(0)) other.close();
});
const occupy = async (host: string, port = 0): Promise<number> => {
  const other = createServer().listen(port, host);
  others.push(other);
  await once(other, 'listening');
  return (other.address() as AddressInfo).port;
};
const withoutIPv6 = !Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1');

describe.skipIf(withoutIPv6)('on loopback', () => {
  test.each(['127.0.0.1', '::1', 'localhost'])('%s means both addresses', async (host) => {
    const server = await listen((_request, response) => response.end('ours'), { port: 0, host });
    servers.push(server);
    for (const address of ['127.0.0.1', '[::1]', 'localhost']) {
      expect(await (await fetch(`http://${address}:${server.port}`)).text()).toBe('ours');
    }
    expect(server.url).toBe(`http://localhost:${server.port}`);
  });

  test.each(['127.0.0.1', '::1'])(
    'a port that is taken on %s alone is refused, and nothing of us stays',
    async (host) => {
      const port = await occupy(host);
      const attempt = listen(() => {}, { port, host: '127.0.0.1', portSetting: 'API_PORT' });
      await expect(attempt).rejects.toMatchObject({ code: 'EADDRINUSE', message: expect.stringContaining(host) });
      const free = host === '::1' ? '127.0.0.1' : '::1';
      await expect.poll(async () => occupy(free, port)).toBe(port);
    },
  );

  test('any other address means itself', async () => {
    const server = await listen((_request, response) => response.end(), { port: 0, host: '127.0.0.2' });
    servers.push(server);
    await expect(fetch(`http://127.0.0.1:${server.port}`)).rejects.toThrow('fetch failed');
  });

  test('the drain ends connections to either', async () => {
    const server = await start((_request, response) => response.end());
    for (const host of ['127.0.0.1', '::1'])
      await once(
        connect(server.port, host).on('error', () => {}),
        'connect',
      );
    expect(await timed(server.close())).toBeLessThan(1_000);
  });
});

test.each([
  ['192.0.2.1', 'EADDRNOTAVAIL'],
  ['no-such-host.invalid', /^(ENOTFOUND|EAI_AGAIN)$/],
])('a host that is not this machine (%s) is named', async (host, code) => {
  const error = await listen(() => {}, { port: 0, host }).catch((error: unknown) => error);
  expect(error).toMatchObject({ name: 'ListenError', code: expect.stringMatching(code), cause: expect.any(Error) });
  expect(String(error)).toContain(host);
});

test('a response under way finishes; its connection is then closed', async () => {
  const requests = new EventEmitter();
  const arrived = once(requests, 'arrived');
  const server = await start((_request, response) => {
    requests.emit('arrived');
    setTimeout(() => response.end('whole'), 200);
  });
  const responding = fetch(server.url);
  await arrived;
  const closing = server.close();
  const response = await responding;
  expect(await response.text()).toBe('whole');
  expect(response.headers.get('connection')).toBe('close');
  expect(await timed(closing)).toBeLessThan(1_000);
  await expect(fetch(server.url)).rejects.toThrow('fetch failed');
});

test('a connection that becomes idle while draining does not hold it up', async () => {
  const requests = new EventEmitter();
  const arrived = once(requests, 'arrived');
  const server = await start((_request, response) => {
    response.writeHead(200, { 'Content-Length': 2 }).flushHeaders();
    requests.emit('arrived');
    setTimeout(() => response.end('ok'), 200);
  });
  const agent = new Agent({ keepAlive: true });
  const responding = once(get(server.url, { agent }), 'response');
  await arrived;
  const closing = server.close();
  const [response] = await responding;
  response.resume();
  expect(await timed(closing)).toBeLessThan(2_000);
  agent.destroy();
});

test.each([
  ['stops in the middle of its headers', 'GET / HTTP/1.1\r\nHost: x\r\n'],
  ['stops in the middle of its body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n123'],
])('a client that %s is closed by the end of the drain', async (_case, sent) => {
  const server = await start((request) => request.resume());
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(sent);
  await sleep(50);
  expect(await timed(server.close({ drainMs: 300 }))).toBeLessThan(1_500);
  socket.destroy();
});

test('a connection on which nothing was ever sent, as browsers open them, does not hold up the drain', async () => {
  const server = await start((_request, response) => response.end());
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  await fetch(server.url);
  expect(await timed(server.close())).toBeLessThan(1_000);
  socket.destroy();
});

test('closing twice is closing once', async () => {
  const server = await start((_request, response) => response.end());
  expect(server.close()).toBe(server.close());
});
