import { createServer } from 'node:http';
import { join } from 'node:path';
import { freePort, runProgram, startProgram } from 'test-support';
import { describe, expect, test } from 'vitest';
import { root } from '../src/repository.ts';

const demo = join(root, 'tools/dev-env');

/** oidc-provider says one line about Node 20, which it runs on all the same. */
function ownLines(stderr: string): string[] {
  return stderr
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('oidc-provider WARNING: Unsupported runtime'));
}

async function ports(): Promise<Record<string, string>> {
  const [emulator, api, web] = [await freePort(), await freePort(), await freePort()];
  return { EMULATOR_PORT: String(emulator), API_PORT: String(api), WEB_APP_PORT: String(web) };
}

describe('the demo', () => {
  test('with --exit it ends with 0 after the daemon’s answer', async () => {
    const { code, stdout, stderr } = await runProgram(process.execPath, [demo, '--exit'], { env: await ports() });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain('$ cd apps && node daemon --op getToDos');
    expect(stdout).toContain('"description"');
  });

  test('says who can sign in where, and ends with everything it started on a signal', async () => {
    const env = await ports();
    await using running = startProgram(process.execPath, [demo], { env });
    await running.printed(/Ctrl-C stops everything/);
    expect(running.output.stdout).toContain('ada@contoso.com');
    // The .env of this checkout may name the usual ports, or another tenant: the commands say what differs.
    expect(running.output.stdout).toMatch(
      new RegExp(`AUTHORITY=http://127.0.0.1:${env['EMULATOR_PORT']}/ .*node apps/device-code`),
    );
    expect((await fetch(`http://localhost:${env['WEB_APP_PORT']}/`)).status).toBe(200);
    running.child.kill('SIGINT');
    const { code, stderr } = await running.exited;
    expect({ code, lines: ownLines(stderr) }).toEqual({ code: 0, lines: [] });
  });

  test('an option it does not know: says which there are, and exits with 2', async () => {
    const { code, stderr } = await runProgram(process.execPath, [demo, '--port', '4500'], { env: {} });
    expect({ code, lines: ownLines(stderr)[0] }).toEqual({ code: 2, lines: "Unknown option '--port'." });
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test.each(['EMULATOR_PORT', 'API_PORT', 'WEB_APP_PORT'])('a taken port: names %s', async (name) => {
    const env = await ports();
    await using taken = await occupy(Number(env[name]));
    const { code, stderr } = await runProgram(process.execPath, [demo, '--exit'], { env });
    expect({ code, port: taken.port }).toEqual({ code: 1, port: Number(env[name]) });
    expect(stderr).toContain(name);
    expect(ownLines(stderr)).toHaveLength(1);
  });
});

async function occupy(port: number): Promise<AsyncDisposable & { port: number }> {
  const servers = await Promise.all(
    ['127.0.0.1', '::1'].map(
      (host) =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer().once('error', reject);
          server.listen(port, host, () => resolve(server));
        }),
    ),
  );
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      for (const server of servers) await new Promise((resolve) => server.close(resolve));
    },
  };
}
