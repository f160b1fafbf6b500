import { get } from 'node:http';

import { expect, test } from 'vitest';

import { startEmulator } from '../src/index.ts';
import { codeRequest, post } from './client.ts';

const megabyte = 1024 ** 2;

/** Without `fetch`, which keeps a pool of connections for every address it has ever seen. */
function ask(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      response.resume();
      response.once('close', resolve);
    }).once('error', reject);
  });
}

async function heapUsed(): Promise<number> {
  // A full collection needs a turn of the event loop to finish what hangs on closed sockets.
  for (let turn = 0; turn < 3; turn += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => void setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed;
}

test('200 starts and ends leave the memory flat and no handle open', async () => {
  const { setFlagsFromString } = await import('node:v8');
  const { runInNewContext } = await import('node:vm');
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') Object.assign(globalThis, { gc: collect });
  const cycle = async () => {
    await using tenant = await startEmulator();
    await ask(`${tenant.authority}${tenant.tenantId}/v2.0/.well-known/openid-configuration`);
  };
  for (let count = 0; count < 20; count += 1) await cycle();
  const before = await heapUsed();
  const servers = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
  const handles = servers();
  for (let count = 0; count < 200; count += 1) await cycle();
  const grown = (await heapUsed()) - before;
  process.stdout.write(`heap after 200 cycles: ${(grown / megabyte).toFixed(2)} MB more\n`);
  expect(grown).toBeLessThan(4 * megabyte);
  expect(servers()).toBe(handles);
});

test('500 complete sign-ins in a row, none fails', async () => {
  await using tenant = await startEmulator();
  let signedIn = 0;
  for (let count = 0; count < 500; count += 1) {
    const { status, body } = await post(tenant, 'token', await codeRequest(tenant));
    if (status === 200 && typeof body.id_token === 'string') signedIn += 1;
  }
  expect(signedIn).toBe(500);
});
