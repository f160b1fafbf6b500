import { createServer } from 'node:http';
import { freePort, isMissing, runProgram } from 'test-support';
import { expect, test } from 'vitest';
import { root } from '../src/repository.ts';
import { demo, ownLines, ports } from './demo-program.ts';

test.each(['EMULATOR_PORT', 'API_PORT', 'WEB_APP_PORT'])('a taken port: names %s', async (name) => {
  const env = await ports();
  await using taken = await occupy(Number(env[name]));
  const { code, stderr } = await runProgram(process.execPath, [demo, '--exit'], { env });
  expect({ code, port: taken.port }).toEqual({ code: 1, port: Number(env[name]) });
  expect(stderr).toContain(name);
  expect(ownLines(stderr)).toHaveLength(1);
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
  // One line, and nothing of what the others said meanwhile.
  expect(ownLines(stderr)).toEqual([expect.stringMatching(/DATABASE_URL.+\.data/)]);
});

test.skipIf(await isMissing('npm'))(
  'an install on an old Node is one error, which says which Node it needs',
  async () => {
    const args = ['--yes', 'pnpm', 'install', '--frozen-lockfile', '--offline', '--config.node-version=20.11.1'];
    const { code, stdout, stderr } = await runProgram('npx', args, { cwd: root });
    const text = `${stdout}${stderr}`;
    expect({ code, text }).toEqual({ code: 1, text: expect.stringMatching(/>=20\.19\.0[^]*20\.11\.1/) });
    expect(text).not.toMatch(/^\s+at /m);
    expect(text.match(/Unsupported engine/g)).toHaveLength(1);
  },
);

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
