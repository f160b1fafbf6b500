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
    expect(stdout).toContain('$ cd apps\n$ node daemon --op getToDos');
    expect(stdout).toContain('"description"');
  });

  test('says who can sign in where, and ends with everything it started on a signal', async () => {
    const env = await ports();
    await using running = startProgram(process.execPath, [demo], { env });
    await running.printed(/Ctrl-C stops everything/);
    expect(running.output.stdout).toContain('ada@contoso.com');
    // The ports are those of this test, so the .env of this checkout does not name them.
    const command = 'node --env-file=.data/demo.env apps/daemon --op getToDos';
    expect(running.output.stdout).toContain(command);
    const [, ...args] = command.split(' ');
    const { code: daemonCode, stdout } = await runProgram(process.execPath, args, { cwd: root });
    expect({ code: daemonCode, toDos: (JSON.parse(stdout) as unknown[]).length }).toEqual({ code: 0, toDos: 3 });
    const second = await runProgram(process.execPath, [demo, '--exit'], { env });
    expect({ code: second.code, lines: ownLines(second.stderr) }).toEqual({
      code: 1,
      lines: [expect.stringMatching(/^pnpm demo is already running: open http:\/\/localhost:\d+/)],
    });
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

test('a program on the other loopback address alone is noticed', async () => {
  const env = await ports();
  await using taken = await occupy(Number(env['WEB_APP_PORT']), ['::1']);
  const { code, stderr } = await runProgram(process.execPath, [demo, '--exit'], { env });
  expect({ code, port: taken.port }).toEqual({ code: 1, port: Number(env['WEB_APP_PORT']) });
  expect(stderr).toContain('WEB_APP_PORT');
});

test('what the environment says of another tenant does not matter', async () => {
  const settings = {
    TENANT_ID: 'ffffffff-0000-cccc-1111-dddd2222eeee',
    SCOPES: 'api://other/.default',
    CLIENT_ID: 'x',
    NODE_ENV: 'production',
    DAEMON_CLIENT_CERTIFICATE: '/nowhere.pem',
    CERT_THUMBPRINT: 'z',
    API_ENDPOINT: 'https://api.example/',
  };
  const { code, stdout, stderr } = await runProgram(process.execPath, [demo, '--exit'], {
    env: { ...(await ports()), ...settings },
  });
  expect({ code, lines: ownLines(stderr) }).toEqual({ code: 0, lines: [] });
  expect(stdout).toContain('"description"');
});

test('a database that does not respond is a sentence', async () => {
  const env = { ...(await ports()), DATABASE_URL: `postgres://u:p@127.0.0.1:${await freePort()}/todos` };
  const { code, stderr } = await runProgram(process.execPath, [demo, '--exit'], { env });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^.*DATABASE_URL.*$/m);
  expect(stderr).not.toMatch(/^\s+at /m);
});

async function occupy(port: number, hosts = ['127.0.0.1', '::1']): Promise<AsyncDisposable & { port: number }> {
  const servers = await Promise.all(
    hosts.map(
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
