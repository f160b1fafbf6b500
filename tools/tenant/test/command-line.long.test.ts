import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'dotenv';
import { isMissing, runProgram, startProgram } from 'test-support';
import { afterAll, expect, test } from 'vitest';
import { startSet } from './doctor-setting.ts';
import { administratorToken, startGraph } from './graph-stand-in/graph-stand-in.ts';

const program = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'tenant-command-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tenant = (args: string[], env: Record<string, string> = {}) =>
  runProgram(process.execPath, [program, ...args], { env: { GRAPH_ACCESS_TOKEN: administratorToken, ...env } });

test('register and cleanup, with results on standard output and all else on standard error', async () => {
  await using graph = await startGraph({ calm: true });
  const envFile = join(folder, '.env');
  const common = ['--tenant', 'contoso', '--graph', graph.url];
  const nobody = await tenant(['register', ...common, '--settings', envFile]);
  expect(nobody).toMatchObject({ code: 1, stdout: '' });
  expect(nobody.stderr).toContain('This is not a terminal, so no one can answer. To go ahead, add --yes.');
  expect(graph.requests.some((request) => request.startsWith('POST'))).toBe(false);

  const registered = await tenant(['register', ...common, '--settings', envFile, '--yes']);
  expect(registered).toMatchObject({ code: 0, stdout: '' });
  const settings = parse(readFileSync(envFile));
  expect(registered.stderr).toContain(`Done. The settings are in ${envFile}.`);
  expect(registered.stderr).not.toContain(settings['WEB_APP_CLIENT_SECRET']);

  const printed = await tenant(['register', ...common, '--settings', join(folder, 'other'), '--yes', '--print']);
  expect(parse(printed.stdout)).toMatchObject({
    TENANT_SUBDOMAIN: 'contoso',
    API_CLIENT_ID: settings['API_CLIENT_ID'],
    WEB_APP_CLIENT_SECRET: expect.stringMatching(/8Q~/),
  });

  const exported = await tenant(['export', ...common, '--out', join(folder, 'exported')]);
  expect(exported).toMatchObject({ code: 0, stdout: '' });
  const written = readFileSync(join(folder, 'exported', 'tenant.json'), 'utf8');
  expect(JSON.parse(written)).toMatchObject({ name: 'external-id-samples', local: { subdomain: 'contoso' } });
  expect(written).not.toContain(settings['WEB_APP_CLIENT_SECRET']);
  expect(parse(readFileSync(join(folder, 'exported', '.env')))).toMatchObject({
    TENANT_SUBDOMAIN: 'contoso',
    WEB_APP_CLIENT_ID: settings['WEB_APP_CLIENT_ID'],
  });
  await expect(tenant(['export', ...common, '--out', join(folder, 'exported')])).resolves.toMatchObject({ code: 1 });

  const examined = await tenant(['doctor', ...common, '--app', 'device-code', '--json'], settings);
  expect(JSON.parse(examined.stdout)).toMatchObject({
    findings: expect.arrayContaining([expect.objectContaining({ check: 'tenant-type', status: 'passed' })]),
  });

  const cleaned = await tenant(['cleanup', ...common, '--yes']);
  expect(cleaned).toMatchObject({ code: 0, stdout: '' });
  expect(graph.directory.everything('applications')).toEqual([]);
  expect(graph.refusals).toEqual([]);
});

test('the doctor: exit code 1 with something to fix, 0 without; JSON on request', async () => {
  const unset = await tenant(['doctor', '--app', 'device-code', '--json'], { TENANT_SUBDOMAIN: 'Not one word' });
  expect(unset.code).toBe(1);
  expect(JSON.parse(unset.stdout)).toMatchObject({
    healthy: false,
    findings: expect.arrayContaining([expect.objectContaining({ check: 'settings', status: 'failed' })]),
  });

  await using set = await startSet();
  const good = await tenant(['doctor', '--app', 'device-code', 'daemon', 'api'], set.env);
  expect(good).toMatchObject({ code: 0, stderr: '' });
  expect(good.stdout).toMatch(/^✓ daemon {6}The daemon has ToDoList\.Read\.All and ToDoList\.ReadWrite\.All\.$/m);
  expect(good.stdout).toMatch(/\nNo problems found\.\n$/);

  const broken = await tenant(['doctor', '--app', 'daemon'], { ...set.env, DAEMON_CLIENT_SECRET: 'wrong' });
  expect(broken).toMatchObject({ code: 1, stderr: '' });
  expect(broken.stdout).toMatch(/^✗ daemon {6}.*AADSTS7000215.*\n {4}\w.*\n {4}https:/m);
});

test.skipIf(await isMissing('bash'))('a reader that has seen enough, such as head, is not an error', async () => {
  const line = `'${process.execPath}' '${program}' doctor --app device-code; echo "ended with $?" >&2`;
  const result = await runProgram('bash', ['-c', `(${line}) | head -c 1`], {
    env: { TENANT_SUBDOMAIN: 'Not one word' },
  });
  expect(result.stderr).toBe('ended with 1\n');
});

test('Ctrl-C in the middle: exit code 130, and the same command finishes', async () => {
  await using graph = await startGraph({ calm: true });
  const args = [
    'register',
    '--tenant',
    'contoso',
    '--graph',
    graph.url,
    '--settings',
    join(folder, 'stopped'),
    '--yes',
  ];
  const env = { GRAPH_ACCESS_TOKEN: administratorToken };
  await using running = startProgram(process.execPath, [program, ...args], { env });
  graph.options.fault = ({ method }) =>
    method === 'POST' ? { kind: 'response', status: 429, headers: { 'retry-after': '60' } } : undefined;
  await running.printed(/waiting 60 seconds for Microsoft Graph/);
  running.child.kill('SIGINT');
  const stopped = await running.exited;
  expect(stopped).toMatchObject({ code: 130, stdout: '' });
  expect(stopped.stderr).toContain(
    'Stopped. The finished steps stay done. Run the same command again to complete the rest.',
  );
  delete graph.options.fault;
  await expect(tenant(args)).resolves.toMatchObject({ code: 0 });
});

test.each([
  [['certificate', 'daemon', '--out', folder], 'is a folder'],
  [['certificate', 'daemon', '--out', join(program, 'package.json', 'x.pem')], 'ENOTDIR'],
  [['register', '--tenant', 'contoso', '--settings', folder, '--dry-run'], 'is a folder'],
])('a path that cannot be: %j', async (args, text) => {
  await using graph = await startGraph({ calm: true });
  const result = await tenant([...args, ...(args[0] === 'register' ? ['--graph', graph.url] : [])]);
  expect(result).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(text) });
  expect(result.stderr).not.toMatch(/^ {4}at /m);
});

test('a certificate', async () => {
  const out = join(folder, 'daemon.pem');
  const made = await tenant(['certificate', 'daemon', '--out', out]);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toContain(`Set DAEMON_CLIENT_CERTIFICATE=${out}`);
  await expect(tenant(['certificate', 'daemon', '--out', out])).resolves.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('already exists'),
  });
});

test.each<[string[], string | RegExp]>([
  [[], 'Name a command: register, export, doctor, compare, certificate or cleanup.'],
  [['nonsense'], 'Unknown command: nonsense.'],
  [['register'], 'Missing required argument: tenant.'],
  [['register', '--tenant', 'contoso', '--forse'], 'Unknown argument: forse.'],
  [['doctor', 'extra'], 'Unexpected argument: extra.'],
  [['certificate', 'daemon', 'web-app'], 'Unexpected argument: web-app.'],
  [['register', '--tenant'], 'Give --tenant a value.'],
  [['register', '--tenant', 'contoso', '--settings'], 'Give --settings a value.'],
  [
    ['register', '--tenant', 'contoso', '--settings', ''],
    'An option has an empty value: the settings file (default .env).',
  ],
  [['register', '--tenant', ''], /^An option has an empty value: your external tenant/],
  [['register', '--tenant', 'a', '--tenant', 'b'], /^An option is given more than once: your external tenant/],
  [['register', '--tenant', '//evil.example'], /^\/\/evil\.example is not a tenant, such as/],
  [
    ['cleanup', '--tenant', 'https://contoso.ciamlogin.com/'],
    'That is where users sign in. Name the tenant: --tenant contoso.',
  ],
  [['register', '--tenant', 'contoso', '--graph', 'nonsense'], 'nonsense is not an https address.'],
  [['cleanup', '--tenant', 'contoso', '--authority', 'http://a.example'], 'http://a.example is not an https address.'],
  [['cleanup', '--tenant', 'contoso', '--dry-run=yes', '--yes'], '--dry-run is a switch: leave out =yes.'],
  [['doctor', '--app'], 'Give --app a value.'],
  [['certificate', 'daemon', '--out'], 'Give --out a value.'],
  [['certificate'], 'Name the app: web-app or daemon.'],
  [['register', '--tenant', 'contoso', '--prune=yes'], '--prune is a switch: leave out =yes.'],
  [['certificate', 'api'], 'Name the app: web-app or daemon.'],
])('%j is refused with the reason and exit code 2', async (args, reason) => {
  const { code, stdout, stderr } = await tenant(args, { LANG: 'de_DE.UTF-8' });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.trim()).toMatch(/\nSee pnpm tenant --help\.$/);
  const said = stderr.trim().replace(/\nSee .*$/, '');
  expect(said).toMatch(reason);
});

test('a variable that cannot be right names its place in tenant.json: exit code 2', async () => {
  const result = await tenant(['register', '--dry-run'], { REDIRECT_URI: 'http://app.example.com/auth/redirect' });
  expect(result).toMatchObject({ code: 2, stdout: '' });
  expect(result.stderr).toContain('applications[0].web.redirectUris[0]: expected an https: URI');
});

test('the plan for an empty tenant needs neither a tenant nor a network', async () => {
  const result = await tenant(['register', '--dry-run'], { GRAPH_ACCESS_TOKEN: '' });
  expect(result).toMatchObject({ code: 0, stdout: '' });
  expect(result.stderr).toContain('1. Create the app registration "Sample web app"');
});

test.each([
  [['--help'], 'pnpm tenant register'],
  [['register', '--help'], 'pnpm tenant register --tenant contoso'],
])('%j explains', async (args, text) => {
  const result = await tenant(args);
  expect(result.code).toBe(0);
  expect(result.stdout).toContain(text);
});
