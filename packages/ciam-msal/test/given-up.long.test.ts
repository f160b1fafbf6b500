import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, test } from 'vitest';

/** Takes connections, responds to the first bytes with `response`, and then does nothing, for as long as it is asked. */
async function stallingServer(response: string) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('data', () => void socket.write(response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

const library = JSON.stringify(new URL('../dist/index.js', import.meta.url).href);
const form = (fields: Record<string, string>): string => JSON.stringify(new URLSearchParams(fields).toString());

/** One request that is given up after two seconds; prints how, and then has nothing more to do. */
const request = `
  import { createNetworkClient } from ${library};
  const client = createNetworkClient({ attempts: 1, timeoutMs: 2_000 });
  const options = { body: ${form({ grant_type: 'client_credentials' })}, headers: {} };
  await client.sendPostRequestAsync(process.argv[1], options).catch((error) => console.log(error.errorCode));`;
/** A poll that is given up by its signal. */
const poll = `
  import { createNetworkClient } from ${library};
  const abort = new AbortController();
  const client = createNetworkClient({ signal: abort.signal });
  const options = { body: ${form({ grant_type: 'device_code', device_code: 'x' })}, headers: {} };
  setTimeout(() => abort.abort(), 6_000);
  await client.sendPostRequestAsync(process.argv[1], options).catch((error) => console.log(error.errorCode));`;

const headers = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"a';

describe.concurrent('nothing that was given up keeps a program alive, when a peer stalls', () => {
  test.for<[string, string, string, (port: number) => { url: string; env?: Record<string, string> }, string]>([
    ['before its headers', request, '', (port) => ({ url: `http://127.0.0.1:${port}/` }), 'network_broken'],
    ['within its body', request, headers, (port) => ({ url: `http://127.0.0.1:${port}/` }), 'network_broken'],
    ['in the TLS handshake', request, '', (port) => ({ url: `https://127.0.0.1:${port}/` }), 'network_broken'],
    [
      'at CONNECT',
      request,
      '',
      (port) => ({ url: 'https://contoso.example/', env: { HTTPS_PROXY: `http://127.0.0.1:${port}` } }),
      'proxy_unreachable',
    ],
    [
      'behind CONNECT',
      request,
      'HTTP/1.1 200 Connection established\r\n\r\n',
      (port) => ({ url: 'https://contoso.example/', env: { HTTPS_PROXY: `http://127.0.0.1:${port}` } }),
      'network_broken',
    ],
    ['in a poll', poll, '', (port) => ({ url: `http://127.0.0.1:${port}/` }), 'request_aborted'],
  ])('%s', async ([, script, response, target, code], { expect }) => {
    await using peer = await stallingServer(response);
    const { url, env = {} } = target(peer.port);
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, url], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const late = setTimeout(() => void child.kill('SIGKILL'), 25_000);
    expect(await text(child.stdout)).toBe(`${code}\n`);
    expect(await exited).toEqual([0, null]);
    clearTimeout(late);
  });
});
