import { startProgram } from 'test-support';
import { describe, test } from 'vitest';
import { startTenant, type TestTenant } from './tenant.ts';

const app = `${import.meta.dirname}/..`;

/** Runs the app without a terminal; `code` is there as soon as it is shown. */
function run({ env, watch }: TestTenant, args: string[] = [], more: Record<string, string> = {}) {
  const program = startProgram(process.execPath, [app, ...args], { env: { ...env, ...more } });
  watch(() => program.output.stdout + program.output.stderr);
  return { program, code: () => program.printed(/^([A-Z0-9]{9})$/m).then(([, code = '']) => code) };
}

describe.concurrent('in a pipe', () => {
  test('prints whole lines on standard error and the result on standard output', async ({ expect }) => {
    await using tenant = await startTenant();
    const { program, code } = run(tenant, [], { DISPLAY: ':0' });
    await tenant.approve(await code());
    const result = await program.exited;
    expect(result.code).toBe(0);
    const page = `${tenant.env['AUTHORITY']}common/oauth2/deviceauth`;
    expect(result.stderr).toBe(
      `To sign in, use a web browser to open the page ${page} and enter the code ${await code()} to authenticate.\n\n` +
        `${await code()}\n\n${page}\nWaiting for you to sign in, for 15 minutes at most.\n`,
    );
    expect(result.stdout).toMatch(
      /^Name {7}Ada Lovelace\nUsername {3}ada@contoso\.com\n(?:.+\n){2}\nSigned in as Ada Lovelace \(ada@contoso\.com\)\.\n$/,
    );
  });

  test('--json prints the account and its claims, and nothing secret even with --verbose', async ({ expect }) => {
    await using tenant = await startTenant();
    const { program, code } = run(tenant, ['--json', '--verbose', '--fresh']);
    await tenant.approve(await code());
    const result = await program.exited;
    expect(JSON.parse(result.stdout)).toMatchObject({
      account: { username: 'ada@contoso.com', objectId: '00aa00aa-bb11-cc22-dd33-44ee44ee44ee' },
      claims: { oid: '00aa00aa-bb11-cc22-dd33-44ee44ee44ee', ver: '2.0' },
    });
    expect(result.stderr).toMatch(/@azure\/msal-node@/);
    expect(await run(tenant, ['--verbose']).program.exited).toMatchObject({ code: 0 });
  });

  test('an expired code ends it with 1, in words', async ({ expect }) => {
    await using tenant = await startTenant();
    tenant.numbers = { interval: 0.2, expires_in: 1 };
    const result = await run(tenant, ['--verbose']).program.exited;
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('The device code expired before anyone signed in with it.\nStart again');
  });

  test('a declined sign-in ends it with 4, in words', async ({ expect }) => {
    await using tenant = await startTenant();
    const { program, code } = run(tenant, ['--verbose']);
    await tenant.approve(await code(), tenant.users[0], 'no');
    const result = await program.exited;
    expect(result).toMatchObject({ code: 4, stdout: '' });
    expect(result.stderr).toMatch(/declined/);
  });

  test('--timeout ends it with 1', async ({ expect }) => {
    await using tenant = await startTenant();
    const result = await run(tenant, ['--timeout', '1']).program.exited;
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('No one signed in within the time set by --timeout.');
  });

  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends it with %d', async ([signal, exitCode], { expect }) => {
    await using tenant = await startTenant();
    const { program, code } = run(tenant);
    await code();
    program.child.kill(signal);
    expect(await program.exited).toMatchObject({
      code: exitCode,
      stdout: '',
      stderr: expect.stringMatching(/\nStopped\.\n$/),
    });
  });

  test('rides out what passes, and says so once', async ({ expect }) => {
    await using tenant = await startTenant();
    const polls: ReturnType<TestTenant['fault']>[] = [{ status: 502, body: '<html>Bad gateway</html>' }];
    tenant.fault = ({ form }) => (form.get('grant_type') === 'device_code' ? polls.shift() : undefined);
    const { program, code } = run(tenant, ['--verbose']);
    await program.printed(/The tenant does not respond/);
    await tenant.goAway(1_500);
    await tenant.approve(await code());
    const result = await program.exited;
    expect(result.code).toBe(0);
    expect(polls).toEqual([]);
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
    await using tenant = await startTenant();
    const result = await run(tenant, args, env).program.exited;
    expect(result).toMatchObject({ code: exitCode, stdout: '' });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });
});
