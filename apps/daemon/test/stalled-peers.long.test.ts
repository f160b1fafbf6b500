import { join } from 'node:path';
import { stages, stalledPeer } from 'test-support';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type House, startHouse } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

/** The daemon's own limit, in seconds; starting takes some more on a busy machine. */
const limit = 2;
const startSeconds = 6;

/** Starts the daemon with the stalled peer in the place of tenant, API or proxy, and without a kept token. */
function start(role: 'tenant' | 'api', port: number, isProxy: boolean, seconds: number) {
  return house.start(['--op', 'getToDos'], {
    XDG_CACHE_HOME: join(house.folder, `${port}`),
    HTTP_TOTAL_SECONDS: String(seconds),
    HTTP_TIMEOUT_SECONDS: String(seconds),
    ...(isProxy ? { HTTPS_PROXY: `http://127.0.0.1:${port}` } : {}),
    [role === 'tenant' ? 'AUTHORITY' : 'API_ENDPOINT']: isProxy
      ? 'https://contoso.ciamlogin.com/'
      : `http://127.0.0.1:${port}/`,
  });
}

const cases = stages.flatMap((stage) => (['tenant', 'api'] as const).map((role) => [stage, role] as const));

describe.concurrent('a peer that stands still', () => {
  test.for(cases)('at %s, in the place of the %s: the daemon ends by itself', async ([stage, role], { expect }) => {
    await using peer = await stalledPeer(stage);
    const before = performance.now();
    await using program = start(role, peer.port, peer.isProxy, limit);
    const { code, stdout, stderr } = await program.exited;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/\S/);
    expect((performance.now() - before) / 1000).toBeLessThan(limit + 1 + startSeconds);
  });

  test.for(cases)('at %s, in the place of the %s: the first SIGTERM ends it', async ([stage, role], { expect }) => {
    await using peer = await stalledPeer(stage);
    await using program = start(role, peer.port, peer.isProxy, 60);
    await new Promise((resolve) => void setTimeout(resolve, 2_500));
    program.child.kill('SIGTERM');
    await expect(program.exited).resolves.toMatchObject({ code: 143, stderr: expect.stringMatching(/^Stopped\.\n$/) });
  });
});
