import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isMissing, runProgram, startProgram } from 'test-support';
import { afterAll, describe, expect, test } from 'vitest';
import { defaultTenant, startEmulator } from '../src/index.ts';

const noBash = await isMissing('bash');
const folder = await mkdtemp(join(tmpdir(), 'ciam-emulator-'));
afterAll(() => rm(folder, { recursive: true }));

const program = join(import.meta.dirname, '..');
const run = (...args: string[]) => runProgram(process.execPath, [program, ...args], { cwd: folder });

describe('ciam-emulator', () => {
  test('prints users, applications and settings, serves, and ends with 0 on SIGTERM', async () => {
    await using started = startProgram(process.execPath, [program], { cwd: folder, env: { EMULATOR_PORT: '0' } });
    const [, authority = ''] = await started.printed(/AUTHORITY=(\S+)[^]*openapi\.json/);
    // The passwords stand in a column.
    const described = started.output.stdout.replaceAll(/ {2,}/g, '  ');
    for (const { mail, password } of defaultTenant.users) expect(described).toContain(`${mail}  ${password ?? ''}`);
    for (const { appId, displayName, passwordCredentials } of defaultTenant.applications) {
      const secret = passwordCredentials ? `  CLIENT_SECRET=${passwordCredentials[0]?.secretText ?? ''}\n` : '';
      expect(started.output.stdout).toContain(`  # ${displayName}\n  CLIENT_ID=${appId}\n${secret}\n`);
    }
    expect(started.output.stdout).toContain('It is not an identity provider');
    expect((await fetch(`${authority}contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration`)).status).toBe(200);
    started.child.kill('SIGTERM');
    expect(await started.exited).toMatchObject({ code: 0 });
  });

  test('--tls serves a Node.js program that trusts the printed authority', async () => {
    await using started = startProgram(process.execPath, [program, '--port=0', '--tls'], { cwd: folder });
    const [, authority = '', caFile = ''] = await started.printed(/AUTHORITY=(\S+)\s+NODE_EXTRA_CA_CERTS=(\S+)/);
    expect(authority).toMatch(/^https:/);
    expect((await stat(join(folder, '.ciam-emulator', 'server-key.pem'))).mode.toString(8)).toMatch(/600$/);
    const script = `fetch('${authority}contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration').then((r) => r.json()).then(({ issuer }) => console.log(issuer))`;
    const trusting = await runProgram(process.execPath, ['-e', script], { env: { NODE_EXTRA_CA_CERTS: caFile } });
    expect(trusting.stdout).toContain(authority);
    expect((await runProgram(process.execPath, ['-e', script])).code).toBe(1);
  });

  test('--config runs another tenant, and says what is wrong with one', async () => {
    const file = join(folder, 'tenant.json');
    await writeFile(
      file,
      JSON.stringify({
        ...defaultTenant,
        subdomain: 'fabrikam',
        applications: [],
        oauth2PermissionGrants: [],
        appRoleAssignments: [],
        userFlows: [],
      }),
    );
    await using started = startProgram(process.execPath, [program, '--port=0', `--config=${file}`], { cwd: folder });
    await started.printed(/TENANT_SUBDOMAIN=fabrikam/);
    await writeFile(file, JSON.stringify({ ...defaultTenant, users: [{ mail: 'x' }] }));
    const wrong = await run('--port=0', `--config=${file}`);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('users[0].mail: expected an email address, found "x"');
    expect(wrong.stderr).not.toContain('    at ');
    await writeFile(file, 'null');
    expect(await run('--port=0', `--config=${file}`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the configuration: expected an object, found null'),
    });
    await writeFile(file, '{');
    expect((await run(`--config=${file}`)).stderr).toContain('The file is not JSON');
    expect((await run(`--config=${file}.none`)).stderr).toContain('The file cannot be read (ENOENT)');
  });

  test('a taken port is named, with exit code 1', async () => {
    await using tenant = await startEmulator();
    const taken = await run(`--port=${tenant.port}`);
    expect(taken).toMatchObject({ code: 1, stdout: '' });
    expect(taken.stderr).toContain(
      `127.0.0.1:${tenant.port} is already in use. Set EMULATOR_PORT or --port to a free port.`,
    );
  });

  test.each([
    [['--port=x'], /^The port must be a whole number from 0 to 65535\. Set it with --port or EMULATOR_PORT\.\n/],
    [['--port'], /^Option '--port <value>' argument missing\.\nSee ciam-emulator --help\.\n$/],
    [['--host=0.0.0.0', '--port=0'], /--allow-remote/],
    [['--origin=emulator', '--port=0'], /^The origin must be http: or https: with a host/],
    [['--prot=1'], /^Unknown option '--prot'\.\nSee ciam-emulator --help\.\n$/],
    [['--quiet', '--json'], /choose one/],
    [['--port='], /^--port needs a value\.\n/],
    [['--port=65536'], /^The port must be/],
    [['--port=1', '--port=2'], /^Give --port once\.\n/],
    [['--config='], /^--config needs a value\.\n/],
    [['--host=', '--port=0'], /^--host needs a value\.\n/],
    [
      ['--port=0', '--tls', '--tls-folder=/dev/null/x'],
      /^\/dev\/null\/x cannot be written to \((ENOTDIR|EEXIST)\)\. Choose another folder/,
    ],
    [['--port=0', '--tls', '--tls-folder=/proc/a/b'], /^\/proc\/a\/b cannot be written to \(ENOENT\)/],
  ])('%j is a mistake: exit code 2', async (args, message) => {
    const result = await run(...args);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr.replace(/^oidc-provider WARNING.*\n/, '')).toMatch(message);
  });

  test('a host that is not this machine is named, with exit code 1', async () => {
    const result = await run('--port=0', '--host=192.0.2.1', '--allow-remote');
    expect(result).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/192\.0\.2\.1 is not an address of this machine\..*--host/),
    });
  });

  test.skipIf(noBash).each([
    ['a reader that is gone', '| true', ''],
    ['a full disk', '>/dev/full', '.*ENOSPC.*\\n'],
  ])('with %s it runs on, and ends with 0 on SIGTERM', async (_, output, said) => {
    const port = String(await freePort());
    const command = `'${process.execPath}' '${program}' --port ${port}`;
    const script = `{ ${command} & echo "$!" >&2; wait "$!"; echo "ended with $?" >&2; } ${output}`;
    await using started = startProgram('bash', ['-c', script], { cwd: folder });
    const [, id = ''] = await started.printed(/^(\d+)\n/);
    const status = () => fetch(`http://127.0.0.1:${port}/`).then((response) => response.status, String);
    await expect.poll(status, { timeout: 10_000 }).toBe(200);
    process.kill(Number(id), 'SIGTERM');
    await started.exited;
    const stderr = started.output.stderr.replace(/oidc-provider WARNING.*\n/, '');
    expect(stderr).toMatch(new RegExp(`^${id}\\n${said}ended with 0\\n$`));
  });

  test('EMULATOR_PORT that is not a port is one, too', async () => {
    const result = await runProgram(process.execPath, [program], { cwd: folder, env: { EMULATOR_PORT: 'many' } });
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('Set it with --port or EMULATOR_PORT') });
  });

  test('in a checkout, EMULATOR_PORT comes from .env at its root', async () => {
    const copy = join(folder, 'checkout', 'packages', 'ciam-emulator');
    await mkdir(copy, { recursive: true });
    await mkdir(join(folder, 'checkout', 'packages', 'ciam-config'));
    for (const part of ['dist', 'start.cjs', 'package.json', 'tenant.schema.json']) {
      await cp(join(program, part), join(copy, part), { recursive: true });
    }
    await cp(join(program, '../../tenant.json'), join(folder, 'checkout', 'tenant.json'));
    await symlink(join(program, 'node_modules'), join(copy, 'node_modules'));
    await writeFile(join(folder, 'checkout', 'pnpm-workspace.yaml'), 'packages: [packages/*]\n');
    await using tenant = await startEmulator();
    await writeFile(join(folder, 'checkout', '.env'), `EMULATOR_PORT=${tenant.port}`);
    const taken = await runProgram(process.execPath, [copy], { cwd: folder });
    expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining(`:${tenant.port} is already`) });
  });

  test('--json prints one line that a program can read', async () => {
    await using started = startProgram(process.execPath, [program, '--port=0', '--json', '--tls'], { cwd: folder });
    const [line = ''] = await started.printed(/^\{.*\}\n$/);
    const { port, ...told }: Record<string, unknown> = JSON.parse(line);
    expect(told).toMatchObject({
      authority: `https://127.0.0.1:${String(port)}/`,
      controlUrl: `https://127.0.0.1:${String(port)}/_emulator`,
      tenantId: defaultTenant.tenantId,
      caFile: join(folder, '.ciam-emulator', 'ca.pem'),
      users: [{ mail: 'ada@contoso.com' }, {}],
    });
  });

  test('--origin names another address than it listens on, and the certificate holds it', async () => {
    const args = ['--port=0', '--json', '--tls', '--tls-folder=named', '--origin=https://emulator:4400'];
    await using started = startProgram(process.execPath, [program, ...args], { cwd: folder });
    const [line = ''] = await started.printed(/^\{.*\}\n$/);
    const told: Record<string, string> = JSON.parse(line);
    expect(told).toMatchObject({ authority: 'https://emulator:4400/', caFile: join(folder, 'named', 'ca.pem') });
    expect(told.controlUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/_emulator$/);
    const certificate = new X509Certificate(await readFile(join(folder, 'named', 'server.pem')));
    expect(certificate.checkHost('emulator')).toBe('emulator');
  });
});

test('answers and ends although nobody reads what it prints', async () => {
  const users = Array.from({ length: 5000 }, (_user, index) => ({
    displayName: `${index}`,
    mail: `${index}@contoso.com`,
  }));
  const file = join(folder, 'large.json');
  await writeFile(file, JSON.stringify({ ...defaultTenant, users }));
  const port = await freePort();
  const child = spawn(process.execPath, [program, `--port=${port}`, `--config=${file}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const discovery = `http://127.0.0.1:${port}/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration`;
  const status = () =>
    fetch(discovery).then(
      (response) => response.status,
      () => 0,
    );
  await expect.poll(status, { timeout: 10_000 }).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
}, 20_000);
