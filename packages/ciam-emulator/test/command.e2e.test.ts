import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runProgram, startProgram } from 'test-support';
import { afterAll, describe, expect, it } from 'vitest';

import { defaultTenant, startEmulator } from '../src/index.ts';

const folder = await mkdtemp(join(tmpdir(), 'ciam-emulator-'));
afterAll(() => rm(folder, { recursive: true }));

const program = join(import.meta.dirname, '..');
const run = (...args: string[]) => runProgram(process.execPath, [program, ...args], { cwd: folder });

describe('ciam-emulator', () => {
  it('prints users, applications and settings, serves, and ends with 0 on SIGTERM', async () => {
    await using started = startProgram(process.execPath, [program], { cwd: folder, env: { EMULATOR_PORT: '0' } });
    const [, authority = ''] = await started.printed(/AUTHORITY=(\S+)[^]*openapi\.json/);
    for (const { mail, password } of defaultTenant.users)
      expect(started.output.stdout).toContain(`${mail}  ${password ?? ''}`);
    for (const { appId } of defaultTenant.applications) expect(started.output.stdout).toContain(appId);
    expect(started.output.stdout).toContain('It is no identity provider');
    expect((await fetch(`${authority}contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration`)).status).toBe(200);
    started.child.kill('SIGTERM');
    expect(await started.exited).toMatchObject({ code: 0 });
  });

  it('--tls serves a Node.js program that trusts the printed authority', async () => {
    await using started = startProgram(process.execPath, [program, '--port=0', '--tls'], { cwd: folder });
    const [, authority = '', caFile = ''] = await started.printed(/AUTHORITY=(\S+)\s+NODE_EXTRA_CA_CERTS=(\S+)/);
    expect(authority).toMatch(/^https:/);
    expect((await stat(join(folder, '.ciam-emulator', 'server-key.pem'))).mode.toString(8)).toMatch(/600$/);
    const script = `fetch('${authority}contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration').then((r) => r.json()).then(({ issuer }) => console.log(issuer))`;
    const trusting = await runProgram(process.execPath, ['-e', script], { env: { NODE_EXTRA_CA_CERTS: caFile } });
    expect(trusting.stdout).toContain(authority);
    expect((await runProgram(process.execPath, ['-e', script])).code).toBe(1);
  });

  it('--config runs another tenant, and says what is wrong with one', async () => {
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
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('users[0].mail: expected an e-mail address, found "x"');
    expect(wrong.stderr).not.toContain('    at ');
    await writeFile(file, '{');
    expect((await run(`--config=${file}`)).stderr).toContain(`${file}: is not JSON`);
    expect((await run(`--config=${file}.none`)).stderr).toContain(`${file}.none: cannot be read`);
  });

  it('a taken port, a port that is none, an address open to others, an unknown option', async () => {
    await using tenant = await startEmulator();
    const taken = await run(`--port=${String(tenant.port)}`);
    expect(taken).toMatchObject({ code: 1, stdout: '' });
    expect(taken.stderr).toContain(
      `127.0.0.1:${String(tenant.port)} is already in use. Set EMULATOR_PORT to a free port, or give ciam-emulator one with --port.`,
    );
    expect((await run('--port=x')).stderr).toContain('The port must be a whole number from 0 to 65535');
    expect((await run('--host=0.0.0.0', '--port=0')).stderr).toContain('--allow-remote');
    expect(await run('--prot=1')).toMatchObject({ code: 1 });
  });
});
