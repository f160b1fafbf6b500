import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stages, stalledPeer, startProgram } from 'test-support';
import { afterAll, beforeAll, describe, test } from 'vitest';

const app = `${import.meta.dirname}/..`;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'device-code-stalled-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const settings = (port: number, isProxy: boolean) => ({
  TENANT_SUBDOMAIN: 'contoso',
  AUTHORITY: isProxy ? 'https://contoso.ciamlogin.com/' : `http://127.0.0.1:${port}/`,
  DEVICE_CODE_CLIENT_ID: '00001111-aaaa-2222-bbbb-000000000002',
  XDG_CACHE_HOME: folder,
  ...(isProxy ? { HTTPS_PROXY: `http://127.0.0.1:${port}` } : {}),
});

describe.concurrent('a tenant or proxy that stands still', () => {
  test.for([...stages])('at %s: --timeout ends it', async (stage, { expect }) => {
    await using peer = await stalledPeer(stage);
    const env = settings(peer.port, peer.isProxy);
    await using program = startProgram(process.execPath, [app, '--timeout', '1'], { env });
    const before = performance.now();
    const { code, stderr } = await program.exited;
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'No one signed in within the time set by --timeout.\n' });
    expect(performance.now() - before).toBeLessThan(9_000);
  });

  test.for([...stages])('at %s: the first SIGTERM ends it', async (stage, { expect }) => {
    await using peer = await stalledPeer(stage);
    await using program = startProgram(process.execPath, [app], { env: settings(peer.port, peer.isProxy) });
    await new Promise((resolve) => void setTimeout(resolve, 2_500));
    program.child.kill('SIGTERM');
    await expect(program.exited).resolves.toMatchObject({ code: 143, stderr: expect.stringMatching(/^Stopped\.\n$/) });
  });
});
