import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProgramResult, startProgram } from 'test-support';
import { describe, test } from 'vitest';
import { startTestBed, type TestBed } from './test-bed.ts';

const app = `${import.meta.dirname}/..`;

function start({ env, watch }: TestBed, args: string[]) {
  const program = startProgram(process.execPath, [app, ...args], { env });
  watch(() => program.output.stdout + program.output.stderr);
  return program;
}

const run = (bed: TestBed, ...args: string[]): Promise<ProgramResult> => start(bed, args).exited;

/** Signs in one of the tenant's users again. */
async function signIn(bed: TestBed, user: 'ada' | 'grace', ...args: string[]): Promise<ProgramResult> {
  const program = start(bed, ['--fresh', ...args]);
  const [, code = ''] = await program.printed(/^([A-Z0-9]{9})$/m);
  await bed.tenant.control.approveDeviceCode(code, `${user}@contoso.com`);
  return program.exited;
}

const usernames = async (bed: TestBed): Promise<string[]> => {
  const { stdout } = await run(bed, 'status', '--json');
  return (JSON.parse(stdout) as { username: string }[]).map(({ username }) => username).sort();
};

async function cacheFile({ env }: TestBed): Promise<string> {
  const folder = join(env['XDG_CACHE_HOME'] ?? '', 'external-id-samples');
  const [name = ''] = await readdir(folder);
  return join(folder, name);
}

describe.concurrent('the next start', () => {
  test('needs no network while the token is good, one request when it is not, and a new code when it was revoked', async ({
    expect,
  }) => {
    await using bed = await startTestBed();
    await signIn(bed, 'ada');
    bed.tenant.control.clearRequests();
    expect(await run(bed)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Ada Lovelace') });
    expect(bed.tenant.control.requests).toEqual([]);

    bed.tenant.control.addFault({ endpoint: 'token', kind: 'change', body: { expires_in: 100 } });
    await signIn(bed, 'ada');
    bed.tenant.control.clearRequests();
    const renewed = await run(bed, '--verbose');
    expect(renewed.code).toBe(0);
    expect(bed.tenant.control.requests.map(({ form }) => form['grant_type'])).toEqual(['refresh_token']);

    bed.tenant.control.revokeRefreshTokens();
    const program = start(bed, []);
    const [, code = ''] = await program.printed(/^([A-Z0-9]{9})$/m);
    expect(program.output.stderr).toMatch(/^You need to sign in again\. AADSTS50173: .+\n/);
    await bed.tenant.control.approveDeviceCode(code, 'ada@contoso.com');
    expect(await program.exited).toMatchObject({ code: 0 });
  });

  test('keeps the tokens for the user alone, and goes on without a damaged file', async ({ expect }) => {
    await using bed = await startTestBed();
    await signIn(bed, 'ada');
    const file = await cacheFile(bed);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(bed.leaksInto(await readFile(file, 'utf8'))).toBe(true);
    await writeFile(file, '{"version":');
    const status = await run(bed, 'status');
    expect(status).toMatchObject({ code: 1, stdout: '' });
    expect(status.stderr).toMatch(/^The token cache .* cannot be used .*\nNo one is signed in\.\n$/);
  });

  test('says so when the tenant is gone, and does not sign anyone out', async ({ expect }) => {
    await using bed = await startTestBed();
    bed.tenant.control.addFault({ endpoint: 'token', kind: 'change', body: { expires_in: 100 } });
    await signIn(bed, 'ada');
    bed.tenant.control.clearFaults();
    for (const endpoint of ['discovery', 'devicecode', 'token'] as const) {
      bed.tenant.control.addFault({ endpoint, kind: 'reset' });
    }
    expect(await run(bed)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/No complete response/),
    });
    expect(await usernames(bed)).toEqual(['ada@contoso.com']);
  });
});

describe.concurrent('several accounts', () => {
  test('--account picks, sign-out forgets one, status needs no network', async ({ expect }) => {
    await using bed = await startTestBed();
    await signIn(bed, 'ada');
    const other = start(bed, ['--account', 'grace@contoso.com']);
    const [, code = ''] = await other.printed(/^([A-Z0-9]{9})$/m);
    expect(other.output.stderr).toMatch(
      /^That account is not signed in here\. Signed in: ada@contoso\.com\. Sign in now with the account that you named\.\n/,
    );
    await bed.tenant.control.approveDeviceCode(code, 'grace@contoso.com');
    expect(await other.exited).toMatchObject({ code: 0 });
    bed.tenant.control.clearRequests();
    const status = await run(bed, 'status', '--account', 'ada@contoso.com');
    expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining('Ada Lovelace'), stderr: '' });
    expect(status.stdout).not.toContain('grace');
    expect(await run(bed, 'status', '--account', 'bob')).toEqual(
      expect.objectContaining({ code: 1, stdout: '', stderr: 'That account is not signed in.\n' }),
    );
    expect(await run(bed)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--account grace@contoso.com'),
    });
    expect(await run(bed, 'sign-out')).toMatchObject({ code: 2 });
    expect(await run(bed, '--account', 'Grace@contoso.com', '--json')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Grace Hopper'),
    });
    const byObjectId = await run(bed, 'sign-out', '--account', '00aa00aa-bb11-cc22-dd33-44ee44ee44ee');
    expect(byObjectId).toMatchObject({ code: 0, stderr: expect.stringMatching(/\/oauth2\/v2\.0\/logout$/m) });
    expect(await usernames(bed)).toEqual(['grace@contoso.com']);
    expect(await run(bed, 'sign-out', '--account', 'ada@contoso.com')).toMatchObject({ code: 1 });
    expect(await run(bed, 'sign-out')).toMatchObject({ code: 0 });
    expect(bed.tenant.control.requests).toEqual([]);
    expect(bed.leaksInto(await readFile(await cacheFile(bed), 'utf8'))).toBe(false);
    const wrong = await signIn(bed, 'grace', '--account', 'ada@contoso.com');
    expect(wrong).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not as ada@contoso.com'),
    });
  });

  test('two processes at once lose nothing', async ({ expect }) => {
    await using bed = await startTestBed();
    await Promise.all([signIn(bed, 'ada'), signIn(bed, 'grace')]);
    expect(await usernames(bed)).toEqual(['ada@contoso.com', 'grace@contoso.com']);
    await Promise.all([signIn(bed, 'grace'), run(bed, 'sign-out', '--account', 'ada@contoso.com')]);
    expect(await usernames(bed)).toEqual(['grace@contoso.com']);
    await Promise.all([signIn(bed, 'ada'), run(bed, 'sign-out', '--account', 'grace@contoso.com')]);
    expect(await usernames(bed)).toEqual(['ada@contoso.com']);
  });
});
