import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProgramResult, startProgram } from 'test-support';
import { describe, test } from 'vitest';
import { startTenant, type TestTenant } from './tenant.ts';

const app = `${import.meta.dirname}/..`;

function start({ env, watch }: TestTenant, args: string[]) {
  const program = startProgram(process.execPath, [app, ...args], { env });
  watch(() => program.output.stdout + program.output.stderr);
  return program;
}

const run = (tenant: TestTenant, ...args: string[]): Promise<ProgramResult> => start(tenant, args).exited;

/** Signs in one of the tenant's users again. */
async function signIn(tenant: TestTenant, user: 'ada' | 'grace', ...args: string[]): Promise<ProgramResult> {
  const program = start(tenant, ['--fresh', ...args]);
  const [, code = ''] = await program.printed(/^([A-Z0-9]{9})$/m);
  await tenant.approve(code, tenant.users[user === 'ada' ? 0 : 1]);
  return program.exited;
}

const usernames = async (tenant: TestTenant): Promise<string[]> => {
  const { stdout } = await run(tenant, 'status', '--json');
  return (JSON.parse(stdout) as { username: string }[]).map(({ username }) => username).sort();
};

async function cacheFile({ env }: TestTenant): Promise<string> {
  const folder = join(env['XDG_CACHE_HOME'] ?? '', 'external-id-samples');
  const [name = ''] = await readdir(folder);
  return join(folder, name);
}

describe.concurrent('the next start', () => {
  test('needs no network while the token is good, one request when it is not, and a new code when it was revoked', async ({
    expect,
  }) => {
    await using tenant = await startTenant();
    tenant.numbers = { interval: 0.2, token_expires_in: 3599 };
    await signIn(tenant, 'ada');
    tenant.requests.length = 0;
    expect(await run(tenant)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Ada Lovelace') });
    expect(tenant.requests).toEqual([]);

    tenant.numbers = { interval: 0.2, token_expires_in: 100 };
    await signIn(tenant, 'ada');
    tenant.requests.length = 0;
    const renewed = await run(tenant, '--verbose');
    expect(renewed.code).toBe(0);
    expect(tenant.requests.map(({ form }) => form.get('grant_type'))).toEqual(['refresh_token']);

    tenant.control.revokeRefreshTokens();
    const program = start(tenant, []);
    const [, code = ''] = await program.printed(/^([A-Z0-9]{9})$/m);
    expect(program.output.stderr).toMatch(/^You need to sign in again\. AADSTS50173: .+\n/);
    await tenant.approve(code);
    expect(await program.exited).toMatchObject({ code: 0 });
  });

  test('keeps the tokens for the user alone, and goes on without a damaged file', async ({ expect }) => {
    await using tenant = await startTenant();
    await signIn(tenant, 'ada');
    const file = await cacheFile(tenant);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(tenant.leaksInto(await readFile(file, 'utf8'))).toBe(true);
    await writeFile(file, '{"version":');
    const status = await run(tenant, 'status');
    expect(status).toMatchObject({ code: 1, stdout: '' });
    expect(status.stderr).toMatch(/^The token cache .* cannot be used .*\nNo one is signed in\.\n$/);
  });

  test('says so when the tenant is gone, and does not sign anyone out', async ({ expect }) => {
    await using tenant = await startTenant();
    tenant.numbers = { interval: 0.2, token_expires_in: 100 };
    await signIn(tenant, 'ada');
    tenant.fault = () => 'reset';
    expect(await run(tenant)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/No complete response/),
    });
    expect(await usernames(tenant)).toEqual(['ada@contoso.com']);
  });
});

describe.concurrent('several accounts', () => {
  test('--account picks, sign-out forgets one, status needs no network', async ({ expect }) => {
    await using tenant = await startTenant();
    await signIn(tenant, 'ada');
    const other = start(tenant, ['--account', 'grace@contoso.com']);
    const [, code = ''] = await other.printed(/^([A-Z0-9]{9})$/m);
    expect(other.output.stderr).toMatch(
      /^That account is not signed in here\. Signed in: ada@contoso\.com\. Sign in with it now\.\n/,
    );
    await tenant.approve(code, tenant.users[1]);
    expect(await other.exited).toMatchObject({ code: 0 });
    tenant.requests.length = 0;
    const status = await run(tenant, 'status', '--account', 'ada@contoso.com');
    expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining('Ada Lovelace'), stderr: '' });
    expect(status.stdout).not.toContain('grace');
    expect(await run(tenant, 'status', '--account', 'bob')).toEqual(
      expect.objectContaining({ code: 1, stdout: '', stderr: 'That account is not signed in.\n' }),
    );
    expect(await run(tenant)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--account grace@contoso.com'),
    });
    expect(await run(tenant, 'sign-out')).toMatchObject({ code: 2 });
    expect(await run(tenant, '--account', 'Grace@contoso.com', '--json')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Grace Hopper'),
    });
    const byObjectId = await run(tenant, 'sign-out', '--account', '00aa00aa-bb11-cc22-dd33-44ee44ee44ee');
    expect(byObjectId).toMatchObject({ code: 0, stderr: expect.stringMatching(/\/oauth2\/v2\.0\/logout$/m) });
    expect(await usernames(tenant)).toEqual(['grace@contoso.com']);
    expect(await run(tenant, 'sign-out', '--account', 'ada@contoso.com')).toMatchObject({ code: 1 });
    expect(await run(tenant, 'sign-out')).toMatchObject({ code: 0 });
    expect(tenant.requests).toEqual([]);
    expect(tenant.leaksInto(await readFile(await cacheFile(tenant), 'utf8'))).toBe(false);
    const wrong = await signIn(tenant, 'grace', '--account', 'ada@contoso.com');
    expect(wrong).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not as ada@contoso.com'),
    });
  });

  test('two processes at once lose nothing', async ({ expect }) => {
    await using tenant = await startTenant();
    await Promise.all([signIn(tenant, 'ada'), signIn(tenant, 'grace')]);
    expect(await usernames(tenant)).toEqual(['ada@contoso.com', 'grace@contoso.com']);
    await Promise.all([signIn(tenant, 'grace'), run(tenant, 'sign-out', '--account', 'ada@contoso.com')]);
    expect(await usernames(tenant)).toEqual(['grace@contoso.com']);
    await Promise.all([signIn(tenant, 'ada'), run(tenant, 'sign-out', '--account', 'grace@contoso.com')]);
    expect(await usernames(tenant)).toEqual(['ada@contoso.com']);
  });
});
