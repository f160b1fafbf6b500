import { signUp } from 'ciam-emulator/playwright';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  freePort,
  installWitnesses,
  isMissing,
  launchBrowser,
  type ProgramResult,
  runProgram,
  witnesses,
} from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../src/repository.ts';

const noContainers = (await isMissing('docker')) || (await isMissing('chromium')) || (await isMissing('npm'));

const token = 'control-token-of-a-test';
const [web, tenant, api] = [await freePort(), await freePort(), await freePort()];
const webUrl = `http://localhost:${web}`;
const tenantUrl = `http://localhost:${tenant}`;
const env = {
  HOME: process.env['HOME'] ?? '',
  DOCKER_HOST: process.env['DOCKER_HOST'] ?? '',
  COMPOSE_PROJECT_NAME: `samples-${process.pid}`,
  WEB_APP_PORT: `${web}`,
  EMULATOR_PORT: `${tenant}`,
  API_PORT: `${api}`,
  EMULATOR_CONTROL_TOKEN: token,
};
const images = ['emulator', 'web-app', 'todolist-api', 'daemon'];

const docker = async (...args: string[]): Promise<ProgramResult> => runProgram('docker', args, { cwd: root, env });
/** Compose is a plugin of Docker, or on Debian 12 a program of its own. */
const plugin = spawnSync('docker', ['compose', 'version']).status === 0;
const compose = async (...args: string[]): Promise<ProgramResult> =>
  plugin ? docker('compose', ...args) : runProgram('docker-compose', args, { cwd: root, env });

function succeeded({ code, stdout, stderr }: ProgramResult): void {
  if (code !== 0) throw new Error(stdout + stderr);
}

describe.skipIf(noContainers)('containers', () => {
  beforeAll(async () => {
    for (const target of images) {
      const built = await docker(
        'build',
        '--network=host',
        '--target',
        target,
        '-t',
        `external-id-samples/${target}`,
        '.',
      );
      succeeded(built);
    }
    const up = await compose('up', '--detach', '--no-build');
    succeeded(up);
  }, 900_000);
  afterAll(async () => {
    await compose('down', '--volumes', '--timeout', '2');
  }, 60_000);

  test.each(images)('%s runs without privileges, and with nothing that it can write to', async (image) => {
    const check = `const { getuid } = process; let write = 'refused'; try { require('fs').writeFileSync('/app/x', ''); write = 'done'; } catch {} console.log(getuid() > 0, write);`;
    const options = ['--rm', '--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges', '--entrypoint=node'];
    const { stdout, stderr } = await docker('run', ...options, `external-id-samples/${image}`, '--eval', check);
    expect(stderr).toBe('');
    expect(stdout).toBe('true refused\n');
  });

  test('the recipe for Testcontainers and Node.js starts the tenant, with its control API open to the token', async () => {
    await installWitnesses();
    const page = readFileSync(join(root, 'packages/ciam-emulator/docs/containers.md'), 'utf8');
    const [, recipe = ''] = /^```js\n([^]*?)^```$/m.exec(page) ?? [];
    const rest = `
      const control = (headers) => fetch(authority + '_emulator/state', { headers }).then(({ status }) => status);
      console.log(await control({ authorization: 'Bearer for-tests-only-0123' }), await control({}));
      await tenant.stop();`;
    // Its reaper is an image of its own.
    const own = { ...env, TESTCONTAINERS_RYUK_DISABLED: 'true' };
    const args = ['--input-type=module', '--eval', recipe + rest];
    const { stdout, stderr } = await runProgram(process.execPath, args, { cwd: witnesses, env: own });
    expect({ stdout, stderr }).toEqual({ stdout: '200 401\n', stderr: '' });
  });

  test('the health of each program is what Docker sees', async () => {
    const unhealthy = async (): Promise<string> => {
      const { stdout } = await docker(
        'ps',
        '--filter',
        `name=${env.COMPOSE_PROJECT_NAME}`,
        '--format',
        '{{.Names}} {{.Status}}',
      );
      return stdout
        .split('\n')
        .filter((line) => /tenant|web-app|api/.test(line) && !line.includes('(healthy)'))
        .join('\n');
    };
    await expect.poll(unhealthy, { timeout: 60_000, interval: 1_000 }).toBe('');
  });

  test('someone signs up through the balancer, while one of the web apps is killed', async () => {
    await using browser = await launchBrowser();
    // The inbox is part of the control API, which is closed to other machines without the token.
    const context = await browser.newContext({ extraHTTPHeaders: { Authorization: `Bearer ${token}` } });
    const page = await context.newPage();
    await page.goto(webUrl);
    await page.getByRole('link', { name: 'Sign in' }).first().click();
    await page.waitForURL(`${tenantUrl}/**`);
    await compose('kill', 'web-app-1');
    await signUp(page, { mail: 'hopper@example.com', password: 'Flow-Matic-1955', displayName: 'Grace Hopper' });
    await page.waitForURL(`${webUrl}/**`);
    await page.getByText('Grace Hopper').first().waitFor();
    // Each further page may be asked of the web app that is gone.
    for (let reload = 0; reload < 4; reload += 1) expect((await page.goto(`${webUrl}/users/id`))?.status()).toBe(200);
  });

  test('the daemon reads its to-dos from the API and PostgreSQL', async () => {
    const { code, stdout, stderr } = await compose('run', '--rm', 'daemon', '--op', 'getToDos');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout)).toHaveLength(3);
  });

  test('the control API answers those who have the token, and nobody without it', async () => {
    const asked = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(`${tenantUrl}/_emulator/state`, { headers })).status;
    expect(await asked({ Authorization: `Bearer ${token}` })).toBe(200);
    expect(await asked({})).toBe(401);
    expect(await asked({ Authorization: 'Bearer another-token-altogether' })).toBe(401);
  });

  test('each program ends within seconds of SIGTERM', async () => {
    const stopped = await compose('stop', '--timeout', '20', 'web-app-2', 'api', 'tenant');
    expect(stopped).toMatchObject({ code: 0 });
    const codes = await docker(
      'ps',
      '--all',
      '--filter',
      `name=${env.COMPOSE_PROJECT_NAME}`,
      '--format',
      '{{.Names}} {{.Status}}',
    );
    const ended = codes.stdout.split('\n').filter((line) => /web-app-2|api|tenant/.test(line));
    expect(ended.length).toBeGreaterThanOrEqual(3);
    expect(ended.filter((line) => line.includes('Exited') && !line.includes('Exited (0)'))).toEqual([]);
  });
});
