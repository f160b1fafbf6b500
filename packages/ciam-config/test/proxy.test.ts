import { createServer, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { createHttpClient, type ProxyError } from '../src/index.ts';

afterEach(() => void vi.unstubAllEnvs());

const tenant = 'https://contoso.ciamlogin.com/';

/** A proxy that does as told with whatever it is sent, and keeps it. */
async function proxyThat(act: (socket: Socket) => void) {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    socket.once('data', (data) => {
      received.push(String(data));
      act(socket);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const place = `127.0.0.1:${address.port}`;
  return {
    place,
    received,
    sockets,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

async function errorOf(url = tenant): Promise<unknown> {
  return createHttpClient({ timeoutMs: 1_000 })
    .get(url)
    .then(
      () => 'no error',
      (error: unknown) => error,
    );
}

const unauthorized = (scheme: string) => (socket: Socket) =>
  void socket.end(`HTTP/1.1 407 No\r\nProxy-Authenticate: ${scheme}\r\nContent-Length: 9\r\n\r\n<p>No</p>`);

test.each<[string, (socket: Socket) => void, string, ProxyError['code'], RegExp]>([
  ['wants credentials', unauthorized('Basic realm="x"'), '', 'proxy_unauthorized', /HTTPS_PROXY=http:\/\/<user>/],
  [
    'refuses credentials',
    unauthorized('Basic realm="x"'),
    'ada:s%20cret@',
    'proxy_unauthorized',
    /rejected the user or/,
  ],
  [
    'requires NTLM',
    unauthorized('NTLM\r\nProxy-Authenticate: Negotiate'),
    'ada:secret@',
    'proxy_unauthorized',
    /NTLM.*not support.*cntlm/,
  ],
  [
    'wants Digest',
    unauthorized('Digest realm="x", nonce="y"'),
    'ada:secret@',
    'proxy_unauthorized',
    /Digest.*not support.*cntlm/,
  ],
  [
    'takes NTLM or Basic',
    unauthorized('NTLM\r\nProxy-Authenticate: Basic'),
    '',
    'proxy_unauthorized',
    /a user and a password/,
  ],
  [
    'refuses with a page',
    (socket) => void socket.end(`HTTP/1.1 403 Forbidden\r\nContent-Length: 999\r\n\r\n<html>`),
    '',
    'proxy_refused',
    /refused to connect to contoso\.ciamlogin\.com:443 \(status 403\)/,
  ],
  ['cannot connect', (socket) => void socket.end('HTTP/1.0 503 Down\r\n\r\n'), '', 'proxy_refused', /status 503/],
  ['hangs up', (socket) => void socket.end(), '', 'proxy_unreachable', /does not respond/],
  ['breaks off', (socket) => void socket.resetAndDestroy(), '', 'proxy_unreachable', /does not respond \(ECONNRESET\)/],
  ['says nothing', () => undefined, '', 'proxy_unreachable', /does not respond \(ETIMEDOUT\)/],
  ['says too little', (socket) => void socket.write('HTTP/1.1 200 Con'), '', 'proxy_unreachable', /\(ETIMEDOUT\)/],
  ['speaks no HTTP', (socket) => void socket.end('SSH-2.0-OpenSSH\r\n\r\n'), '', 'proxy_refused', /refused to connect/],
])('a proxy that %s is named as what failed, and keeps no connection', async (_, act, user, code, message) => {
  await using proxy = await proxyThat(act);
  vi.stubEnv('HTTPS_PROXY', `${user}${proxy.place}`);
  const error = await errorOf();
  expect(error).toMatchObject({ name: 'ProxyError', code, message: expect.stringMatching(message) });
  expect(String(error)).not.toMatch(/s.*cret/);
  expect(String(error)).toContain(code === 'proxy_unauthorized' ? 'HTTPS_PROXY' : proxy.place);
  await vi.waitFor(() => expect(proxy.sockets.size).toBe(0));
});

test.each(['', 'ada:pa%40ss@'])('an http address goes to the proxy as it is, with %j', async (user) => {
  await using proxy = await proxyThat((socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  vi.stubEnv('HTTP_PROXY', `${user}${proxy.place}`);
  expect((await createHttpClient().get('http://api.example:44351/x?y=1')).data).toBe('ok');
  expect(proxy.received[0]).toMatch(/^GET http:\/\/api\.example:44351\/x\?y=1 HTTP/);
  const sent = /proxy-authorization: Basic (\S+)/i.exec(proxy.received[0] ?? '')?.[1];
  expect(sent && Buffer.from(sent, 'base64').toString()).toBe(user === '' ? undefined : 'ada:pa@ss');
});

test('an http address: a proxy that wants credentials, and one that is not there', async () => {
  await using proxy = await proxyThat(unauthorized('Basic'));
  vi.stubEnv('HTTP_PROXY', proxy.place);
  expect(await errorOf('http://api.example/')).toMatchObject({ code: 'proxy_unauthorized' });
  await proxy[Symbol.asyncDispose]();
  expect(await errorOf('http://api.example/')).toMatchObject({ code: 'proxy_unreachable' });
});

test('credentials reach the proxy decoded, by CONNECT alone', async () => {
  await using proxy = await proxyThat((socket) => void socket.end('HTTP/1.1 502 No\r\n\r\n'));
  vi.stubEnv('HTTPS_PROXY', `http://CONTOSO%5Cada:pa%40ss@${proxy.place}`);
  await errorOf();
  const sent = /^CONNECT contoso\.ciamlogin\.com:443 HTTP[^]*Proxy-Authorization: Basic (\S+)/.exec(
    proxy.received[0] ?? '',
  );
  expect(Buffer.from(sent?.[1] ?? '', 'base64').toString()).toBe('CONTOSO\\ada:pa@ss');
});

test('a proxy whose name is not known is not named, for that may be anything', async () => {
  vi.stubEnv('HTTPS_PROXY', 'http://proxy.invalid:3128');
  const error = await errorOf();
  expect(error).toMatchObject({ code: 'proxy_unreachable', message: expect.stringContaining('HTTPS_PROXY') });
  expect(String(error)).not.toContain('proxy.invalid');
});

test('a caller who stops a request behind a silent proxy gets an abort, and the connection ends', async () => {
  await using proxy = await proxyThat(() => undefined);
  vi.stubEnv('HTTPS_PROXY', proxy.place);
  const stop = new AbortController();
  const request = createHttpClient().get(tenant, { signal: stop.signal });
  await vi.waitFor(() => expect(proxy.received).toHaveLength(1));
  stop.abort();
  await expect(request).rejects.toMatchObject({ code: 'ERR_CANCELED' });
  await vi.waitFor(() => expect(proxy.sockets.size).toBe(0));
});
