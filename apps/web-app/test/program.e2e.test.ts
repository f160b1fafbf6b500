import { join } from 'node:path';
import { localServer, runProgram, startProgram } from 'test-support';
import { describe, expect, test } from 'vitest';
import { environment } from './test-bed.ts';

const folder = join(import.meta.dirname, '..');
// Nothing answers there; the app starts all the same.
const env = environment('http://127.0.0.1:9/', 0);

describe('node apps/web-app', () => {
  test('says all that is wrong with its settings, and exits with 2', async () => {
    const wrong = {
      ...env,
      TENANT_SUBDOMAIN: 'Enter_the_Tenant_Subdomain_Here',
      WEB_APP_CLIENT_ID: 'x',
      SESSION_STORE: 'disk',
    };
    const { code, stdout, stderr } = await runProgram('node', [folder], { env: wrong });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const name of ['TENANT_SUBDOMAIN', 'WEB_APP_CLIENT_ID', 'SESSION_STORE']) expect(stderr).toContain(name);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('says in one line that its port is taken, and exits with 1', async () => {
    await using other = await localServer(() => undefined);
    const { port } = new URL(other.url);
    const { code, stderr } = await runProgram('node', [folder], {
      // Looking for a Redis keeps a program alive that does not see to its end.
      env: { ...env, WEB_APP_PORT: port, LOG_LEVEL: 'silent', REDIS_URL: 'redis://127.0.0.1:9' },
    });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/"msg":"\S+ is in use .*WEB_APP_PORT.*\n$/),
    });
  });

  test('starts without its tenant, and ends with 0 on SIGTERM', async () => {
    await using program = startProgram('node', [folder], { env });
    const [, port] = await program.printed(/Listening on http:\/\/localhost:(\d+)/);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    program.child.kill('SIGTERM');
    expect((await program.exited).code).toBe(0);
  });
});
