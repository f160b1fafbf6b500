import { startProgram } from 'test-support';
import { describe, test } from 'vitest';
import { startTestBed, type TestBed } from './test-bed.ts';

const app = `${import.meta.dirname}/..`;

/** Runs the app without a terminal; `code` is there as soon as it is shown. */
function run({ env, watch }: TestBed, args: string[] = [], more: Record<string, string> = {}) {
  const program = startProgram(process.execPath, [app, ...args], { env: { ...env, ...more } });
  watch(() => program.output.stdout + program.output.stderr);
  return { program, code: () => program.printed(/^([A-Z0-9]{9})$/m).then(([, code = '']) => code) };
}

describe.concurrent('in a pipe', () => {
  test('prints whole lines on standard error and the result on standard output', async ({ expect }) => {
    await using bed = await startTestBed();
    const { program, code } = run(bed, [], { DISPLAY: ':0' });
    await bed.tenant.control.approveDeviceCode(await code(), 'ada@contoso.com');
    const result = await program.exited;
    expect(result.code).toBe(0);
    const page = `${bed.tenant.authority}common/oauth2/deviceauth`;
    expect(result.stderr).toBe(
      `To sign in, use a web browser to open the page ${page} and enter the code ${await code()} to authenticate.\n\n` +
        `${await code()}\n\n${page}\nWaiting for you to sign in, for 15 minutes at most.\n`,
    );
    expect(result.stdout).toMatch(
      /^Name {7}Ada Lovelace\nUsername {3}ada@contoso\.com\n(?:.+\n){2}\nSigned in as Ada Lovelace \(ada@contoso\.com\)\.\n$/,
    );
  });

  test('--json prints the account and its claims, and nothing secret even with --verbose', async ({ expect }) => {
    await using bed = await startTestBed();
    const { program, code } = run(bed, ['--json', '--verbose', '--fresh']);
    await bed.tenant.control.approveDeviceCode(await code(), 'ada@contoso.com');
    const result = await program.exited;
    expect(JSON.parse(result.stdout)).toMatchObject({
      account: { username: 'ada@contoso.com', objectId: '00aa00aa-bb11-cc22-dd33-44ee44ee44ee' },
      claims: { oid: '00aa00aa-bb11-cc22-dd33-44ee44ee44ee', ver: '2.0' },
    });
    expect(result.stderr).toMatch(/@azure\/msal-node@/);
    expect(await run(bed, ['--verbose']).program.exited).toMatchObject({ code: 0 });
  });

  test('an expired code ends it with 1, in words', async ({ expect }) => {
    await using bed = await startTestBed();
    bed.changeCodes({ expires_in: 1 });
    const result = await run(bed, ['--verbose']).program.exited;
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('The device code expired before anyone signed in with it.\nStart again');
  });

  test('a declined sign-in ends it with 4, in words', async ({ expect }) => {
    await using bed = await startTestBed();
    const { program, code } = run(bed, ['--verbose']);
    await bed.tenant.control.declineDeviceCode(await code());
    const result = await program.exited;
    expect(result).toMatchObject({ code: 4, stdout: '' });
    expect(result.stderr).toMatch(/declined/);
  });

  test('--timeout ends it with 1', async ({ expect }) => {
    await using bed = await startTestBed();
    const result = await run(bed, ['--timeout', '1']).program.exited;
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('No one signed in within the time set by --timeout.');
  });

  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends it with %d', async ([signal, exitCode], { expect }) => {
    await using bed = await startTestBed();
    const { program, code } = run(bed);
    await code();
    program.child.kill(signal);
    expect(await program.exited).toMatchObject({
      code: exitCode,
      stdout: '',
      stderr: expect.stringMatching(/\nStopped\.\n$/),
    });
  });

  test('rides out what passes, and says so once', async ({ expect }) => {
    await using bed = await startTestBed();
    const { control } = bed.tenant;
    control.addFault({ endpoint: 'token', kind: 'html', status: 502, times: 1 });
    control.addFault({ endpoint: 'token', kind: 'reset' });
    const { program, code } = run(bed, ['--verbose']);
    await program.printed(/The tenant does not respond/);
    const polls = () => control.requests.filter(({ path }) => path.endsWith('/token')).length;
    await expect.poll(polls, { timeout: 20_000 }).toBeGreaterThan(2);
    control.clearFaults();
    await bed.tenant.control.approveDeviceCode(await code(), 'ada@contoso.com');
    const result = await program.exited;
    expect(result.code).toBe(0);
    expect(result.stderr.match(/does not respond/g)).toHaveLength(1);
  });

  test.for<[string, number, string[], Record<string, string>, RegExp]>([
    ['an unknown command', 2, ['sign-up'], {}, /Unknown command: sign-up/],
    ['an unknown option', 2, ['--tokens'], {}, /--tokens/],
    ['a time that is none', 2, ['--timeout', 'soon'], {}, /whole number of seconds/],
    [
      'no configuration',
      2,
      [],
      { TENANT_SUBDOMAIN: '', DEVICE_CODE_CLIENT_ID: 'Enter_the_Client_Id_Here' },
      /placeholder/,
    ],
    ['an unknown tenant', 2, [], { TENANT_SUBDOMAIN: 'fabrikam' }, /there is no tenant/],
    [
      'an unknown app',
      2,
      [],
      { DEVICE_CODE_CLIENT_ID: '00000000-0000-0000-0000-000000000000' },
      /AADSTS700016[\s\S]*See https/,
    ],
    [
      'no public client',
      2,
      [],
      { DEVICE_CODE_CLIENT_ID: '00001111-aaaa-2222-bbbb-000000000001' },
      /AADSTS7000218[\s\S]*Allow public/,
    ],
    ['an authority that does not respond', 1, [], { AUTHORITY: 'http://127.0.0.1:9/' }, /Nothing is listening/],
  ])('%s ends it with %d and says what to do', async ([, exitCode, args, env, message], { expect }) => {
    await using bed = await startTestBed();
    const result = await run(bed, args, env).program.exited;
    expect(result).toMatchObject({ code: exitCode, stdout: '' });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });
});
