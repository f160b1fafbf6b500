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

async function exposeGc(): Promise<void> {
  const { setFlagsFromString } = await import('node:v8');
  const { runInNewContext } = await import('node:vm');
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') Object.assign(globalThis, { gc: collect });
}

test('200 starts and ends leave the memory flat and no handle open', async () => {
  await exposeGc();
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

test('10,000 sign-ins of a tenant that is never reset leave the memory bounded', async () => {
  await exposeGc();
  await using tenant = await startEmulator();
  const signIns = async (count: number): Promise<number> => {
    for (let number = 0; number < count; number += 1) {
      const request = await codeRequest(tenant, { scope: 'openid profile offline_access' });
      expect((await post(tenant, 'token', request)).status).toBe(200);
    }
    return heapUsed();
  };
  const start = await signIns(100);
  const middle = await signIns(5900);
  const end = await signIns(4000);
  const shown = [start, middle, end].map((bytes) => (bytes / megabyte).toFixed(1));
  process.stdout.write(`heap after 100, 6,000 and 10,000 sign-ins: ${shown.join(', ')} MB\n`);
  // The first 5,000 fill what is kept; from then on the oldest makes room.
  expect(middle - start).toBeLessThan(80 * megabyte);
  expect(end - middle).toBeLessThan(5 * megabyte);
});
