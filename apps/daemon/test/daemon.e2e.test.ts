import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { apps, daemonId, type House, secret, startHouse } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(() => void house.requests.splice(0));

const ada = '00aa00aa-bb11-cc22-dd33-44ee44ee44ee';
const cacheFolder = () => join(house.folder, 'cache/external-id-samples');
const own = (name: string) => ({ XDG_CACHE_HOME: join(house.folder, name) });

test("node daemon --op getToDos, three requests the first time and then only the API's", async () => {
  const first = await house.run(['--op', 'getToDos']);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  const toDos = JSON.parse(first.stdout) as unknown[];
  expect(toDos).toHaveLength(3);
  expect(toDos[0]).toEqual({ id: 1, owner: expect.any(String), description: expect.any(String) });
  expect(house.requests).toEqual([
    expect.stringMatching(/^GET .*openid-configuration$/),
    expect.stringMatching(/^POST .*\/oauth2\/v2.0\/token/),
    'GET /api/todolist',
  ]);

  house.requests.splice(0);
  await expect(house.run(['--op', 'getToDos'])).resolves.toEqual(first);
  expect(house.requests).toEqual(['GET /api/todolist']);
  const [file = ''] = readdirSync(cacheFolder());
  expect(statSync(join(cacheFolder(), file)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(cacheFolder(), file), 'utf8')).not.toContain(secret);
});

test('each operation does what it says', async () => {
  const add = await house.run(['--op', 'addToDo', '--owner', ada, '--description', 'Buy milk']);
  expect(add).toMatchObject({ code: 0, stderr: '' });
  const { id } = JSON.parse(add.stdout) as { id: number };
  const of = ['--id', String(id)];
  const update = await house.run(['--op', 'updateToDo', ...of, '--description', 'Buy oat milk']);
  expect(JSON.parse(update.stdout)).toEqual({ id, owner: ada, description: 'Buy oat milk' });
  const get = await house.run(['--op', 'getToDo', ...of], { API_ENDPOINT: `${house.env['API_ENDPOINT']}/?key=1` });
  expect(JSON.parse(get.stdout)).toEqual({ id, owner: ada, description: 'Buy oat milk' });
  const remove = await house.run(['--op', 'deleteToDo', ...of]);
  expect(JSON.parse(remove.stdout)).toEqual({ deleted: id });
  const gone = await house.run(['--op', 'getToDo', ...of]);
  expect(gone).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/status 404: There is no such to-do/),
  });
});

test('what the API finds wrong with a to-do is said once', async () => {
  const bad = ['--op', 'addToDo', '--owner', 'bob', '--description', ''];
  const stderr =
    'The API responded with status 400: The description must be 1 to 500 characters of text, ' +
    'without line breaks and other control characters. The owner is not the object ID (GUID) of a user.\n';
  expect(await house.run(bad)).toMatchObject({ code: 1, stdout: '', stderr });
});

test('--verbose shows requests and MSAL at work, and no token or secret', async () => {
  const runs = await Promise.all([
    house.run(['--op', 'getToDos', '--verbose', '--no-cache']),
    house.run(['--op', 'getToDos', '--verbose', '--no-cache'], { DAEMON_CLIENT_SECRET: 'not.the~secret' }),
    house.run(['--op', 'getToDos', '--verbose'], {
      ...own('verbose'),
      API_ENDPOINT: `${house.env['API_ENDPOINT']}?code=key~of~the~host`,
    }),
  ]);
  const [good, wrong, kept] = runs.map(({ stdout, stderr }) => stdout + stderr);
  expect(good).toMatch(/http status 200 in \d+ ms: GET .*openid-configuration/);
  expect(good).toMatch(/http status 200 in \d+ ms: POST .*\/token/);
  expect(good).toMatch(/msal debug/);
  const [file = ''] = readdirSync(join(house.folder, 'verbose/external-id-samples'));
  const [, token = 'no token'] =
    /"secret":"([^"]+)"/.exec(readFileSync(join(house.folder, 'verbose/external-id-samples', file), 'utf8')) ?? [];
  expect(token).toMatch(/^eyJ/);
  for (const output of [good, wrong, kept]) {
    expect(output).not.toMatch(/eyJ[\w-]{10}/);
    expect(output).not.toContain(secret);
    expect(output).not.toMatch(/not\.the~secret|key~of~the~host/);
  }
});

test('--no-cache leaves nothing behind', async () => {
  await expect(house.run(['--op', 'getToDos', '--no-cache'], own('none'))).resolves.toMatchObject({ code: 0 });
  expect(existsSync(join(house.folder, 'none'))).toBe(false);
});

test('a cache that is damaged or cannot be written is one line on stderr', async () => {
  await house.run(['--op', 'getToDos'], own('damaged'));
  const folder = join(house.folder, 'damaged/external-id-samples');
  const [file = ''] = readdirSync(folder);
  writeFileSync(join(folder, file), '{"version":1,"tok');
  const damaged = await house.run(['--op', 'getToDos'], own('damaged'));
  expect(damaged).toMatchObject({ code: 0, stdout: expect.stringContaining('"id": 1') });
  expect(damaged.stderr.trim().split('\n')).toEqual([
    expect.stringMatching(/^The token cache .* cannot be used .*damaged/),
  ]);

  const nowhere = await house.run(['--op', 'getToDos'], { XDG_CACHE_HOME: '/dev/null' });
  expect(nowhere).toMatchObject({ code: 0, stdout: expect.stringContaining('"id": 1') });
  expect(nowhere.stderr.trim().split('\n')).toEqual([expect.stringMatching(/^The token cache .* cannot be/)]);
});

test.each([
  ['no operation', [], /--op getToDos/],
  ['an unknown operation', ['--op', 'getToDo2'], /Choices: "getToDos"/],
  ['an unknown option', ['--op', 'getToDos', '--force'], /Unknown argument: force/],
  ['an unknown option alone', ['--force'], /argument: op[^]*Unknown argument: force/],
  ['a missing option', ['--op', 'getToDo'], /getToDo needs --id/],
  ['a superfluous option', ['--op', 'getToDos', '--id', '1'], /getToDos does not take --id/],
  ['an id that is none', ['--op', 'deleteToDo', '--id', '1.5'], /--id is not a positive whole number/],
])('%s exits with 2 before anything is sent', async (_, args, expected) => {
  const result = await house.run(args);
  expect(result).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(expected) });
  expect(result.stderr).toContain('--help');
  expect(house.requests).toEqual([]);
});

test.each([
  [
    'placeholders',
    {
      TENANT_SUBDOMAIN: 'Enter_the_Tenant_Subdomain_Here',
      DAEMON_CLIENT_ID: 'Enter_the_Application_Id_Here',
      DAEMON_CLIENT_SECRET: 'Enter_the_Client_Secret_Here',
    },
    /3 settings need attention[^]*DAEMON_CLIENT_SECRET still contains its placeholder/,
  ],
  ['http to another machine', { API_ENDPOINT: 'http://api.example/todos' }, /API_ENDPOINT is not an https URL/],
  ['a user scope', { SCOPES: 'api://x/ToDoList.Read' }, /SCOPES names a single scope/],
])('%s exits with 2', async (_, env, expected) => {
  const result = await house.run(['--op', 'getToDos'], env);
  expect(result).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(expected) });
  expect(result.stderr).not.toMatch(/\n {4}at /);
});

test.skipIf(process.platform === 'win32')('a certificate that is a named pipe exits with 2', async () => {
  const pipe = join(house.folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const env = { DAEMON_CLIENT_SECRET: '', DAEMON_CLIENT_CERTIFICATE: pipe };
  const result = await house.run(['--op', 'getToDos'], env);
  expect(result).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/\(not a regular file\)/) });
});

test.each<[string, number, Record<string, string>, RegExp]>([
  ['a wrong secret', 4, { DAEMON_CLIENT_SECRET: 'not.the~secret' }, /AADSTS7000215[\s\S]*Value[\s\S]*Correlation ID/],
  ['an unknown client', 2, { DAEMON_CLIENT_ID: daemonId.replace(/3$/, '9') }, /AADSTS700016/],
  ['an unknown API', 2, { SCOPES: 'api://nothing-here' }, /AADSTS500011[\s\S]*SCOPES/],
])('%s exits with %i and says what to change', async (_, code, env, expected) => {
  const result = await house.run(['--op', 'getToDos'], env);
  expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(expected) });
  expect(result.stderr).toContain('https://learn.microsoft.com/');
  expect(result.stderr).not.toMatch(/\n {4}at |not\.the~secret/);
});

test('without the app role it exits with 4 and says which role and where to grant it', async () => {
  await using strict = await startHouse({ tenant: { appRoleAssignments: [] } });
  const result = await strict.run(['--op', 'getToDos']);
  expect(result).toMatchObject({ code: 4, stdout: '' });
  expect(result.stderr).toMatch(
    /^The API refused the token.*app roles[\s\S]*Application permissions, choose ToDoList\.Read\.All or/,
  );
});

test.each([
  [{ kind: 'status', status: 503, retryAfterSeconds: 1 }, { kind: 'reset' }],
  [{ kind: 'truncate' }, { kind: 'html', status: 502 }],
] as const)('faults of the tenant pass: %o at discovery, %o at token', async (atDiscovery, atToken) => {
  house.control.addFault({ endpoint: 'discovery', times: 1, ...atDiscovery });
  house.control.addFault({ endpoint: 'token', times: 1, ...atToken });
  const result = await house.run(['--op', 'getToDos', '--no-cache']);
  expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('"id": 1') });
  expect(result.stderr.trim().split('\n')).toEqual([
    expect.stringMatching(/ at .*openid-configuration\. Trying again in .* \(attempt 2 of 4\)/),
    expect.stringMatching(/ at .*\/token\. Trying again in .* \(attempt 2 of 4\)/),
  ]);
});

test('an error of the tenant that does not pass is shown in its own words', async () => {
  const description = 'A transient error has occurred.';
  house.control.addFault({
    endpoint: 'token',
    kind: 'error',
    status: 503,
    error: 'temporarily_unavailable',
    number: 90033,
    description,
  });
  const result = await house.run(['--op', 'getToDos', '--no-cache'], { HTTP_ATTEMPTS: '2' });
  house.control.clearFaults();
  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(result.stderr).toMatch(/status 503, tried 2 times in .*AADSTS90033/);
});

test('a bad token that was kept is replaced in the next run', async () => {
  house.control.addFault({ endpoint: 'token', kind: 'expired_token', times: 1 });
  const first = await house.run(['--op', 'getToDos'], own('bad-token'));
  expect(first).toMatchObject({ code: 4, stdout: '', stderr: expect.stringMatching(/status 401.*expired/) });
  const second = await house.run(['--op', 'getToDos'], own('bad-token'));
  expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining('"id": 1') });
  expect(second.stderr).toBe('The API refused the cached token. Trying again with a new one.\n');
});

test('output that cannot be written is reported', async () => {
  const full = openSync('/dev/full', 'w');
  const args = ['daemon', '--op', 'getToDos'];
  const child = spawn(process.execPath, args, { cwd: apps, env: house.env, stdio: ['ignore', full, 'pipe'] });
  let stderr = '';
  child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
  const [code] = (await once(child, 'close')) as [number];
  closeSync(full);
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'The output could not be written (ENOSPC).\n' });
});

test('--help and --version', async () => {
  const [help, version] = await Promise.all([house.run(['--help']), house.run(['--version'])]);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  for (const part of ['--op', 'addToDo', 'Examples:', 'Exit codes:', '--no-cache']) expect(help.stdout).toContain(part);
  expect(help.stdout).toContain('Usage: node daemon --op');
  expect(version).toMatchObject({ code: 0, stdout: '1.0.0\n', stderr: '' });
});

test('a closed pipe is not an error', async () => {
  const program = house.start(['--op', 'getToDos']);
  program.child.stdout?.destroy();
  await expect(program.exited).resolves.toMatchObject({ code: 0, stderr: '' });
});

test('the working directory plays no part', async () => {
  const { runProgram } = await import('test-support');
  const daemon = join(import.meta.dirname, '..');
  const result = await runProgram(process.execPath, [daemon, '--op', 'getToDos'], { cwd: '/', env: house.env });
  expect(result).toMatchObject({ code: 0, stderr: '' });
  const root = join(apps, '..');
  const help = await runProgram(process.execPath, ['apps/daemon', '--help'], { cwd: root, env: house.env });
  expect(help.stdout).toContain(`Usage: node ${join('apps', 'daemon')} --op`);
});
