import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stages, stalledPeer, startProgram } from 'test-support';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { startFaultyServices } from './faulty-services.ts';
import { apps } from './house.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'daemon-stalled-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The daemon's own limit, in seconds; starting takes some more on a busy machine. */
const limit = 2;
const startSeconds = 6;

/** The settings with which the daemon meets the stalled peer in the place of tenant, API or proxy. */
async function settings(role: 'tenant' | 'api', port: number, isProxy: boolean) {
  const services = await startFaultyServices({}, join(folder, `${port}`));
  const server = isProxy ? 'https://contoso.ciamlogin.com/' : `http://127.0.0.1:${port}/`;
  const env = {
    ...services.env,
    HTTP_TOTAL_SECONDS: String(limit),
    HTTP_TIMEOUT_SECONDS: String(limit),
    ...(isProxy ? { HTTPS_PROXY: `http://127.0.0.1:${port}` } : {}),
    [role === 'tenant' ? 'AUTHORITY' : 'API_ENDPOINT']: server,
  };
  return { env, services };
}

const cases = stages.flatMap((stage) => (['tenant', 'api'] as const).map((role) => [stage, role] as const));

describe.concurrent('a peer that stands still', () => {
  test.for(cases)('at %s, in the place of the %s: the daemon ends by itself', async ([stage, role], { expect }) => {
    await using peer = await stalledPeer(stage);
    const { env, services } = await settings(role, peer.port, peer.isProxy);
    await using program = startProgram(process.execPath, ['daemon', '--op', 'getToDos'], { cwd: apps, env });
    const before = performance.now();
    const { code, stdout, stderr } = await program.exited;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/\S/);
    expect((performance.now() - before) / 1000).toBeLessThan(limit + 1 + startSeconds);
    await services[Symbol.asyncDispose]();
  });

  test.for(cases)('at %s, in the place of the %s: the first SIGTERM ends it', async ([stage, role], { expect }) => {
    await using peer = await stalledPeer(stage);
    const { env, services } = await settings(role, peer.port, peer.isProxy);
    const long = { ...env, HTTP_TOTAL_SECONDS: '60', HTTP_TIMEOUT_SECONDS: '60' };
    await using program = startProgram(process.execPath, ['daemon', '--op', 'getToDos'], { cwd: apps, env: long });
    await new Promise((resolve) => void setTimeout(resolve, 2_500));
    program.child.kill('SIGTERM');
    await expect(program.exited).resolves.toMatchObject({ code: 143, stderr: expect.stringMatching(/^Stopped\.\n$/) });
    await services[Symbol.asyncDispose]();
  });
});
