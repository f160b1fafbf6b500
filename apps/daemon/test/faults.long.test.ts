import type { Fault } from 'ciam-emulator';
import { type Act, freePort, type ProgramResult } from 'test-support';
import { describe, expect, test } from 'vitest';
import { secret } from './house.ts';
import { type Role, roles, type ScriptedHouse, startScriptedHouse } from './scripted-house.ts';

const start = (house: ScriptedHouse, args: readonly string[] = ['--op', 'getToDos'], more = {}) =>
  house.start(args, more);

const isQuiet = ({ stdout, stderr }: ProgramResult): boolean =>
  !/eyJ|\n {4}at /.test(stdout + stderr) && !(stdout + stderr).includes(secret);

type WithoutEndpoint<F> = F extends Fault ? Omit<F, 'endpoint'> : never;

/** The same fault, at the tenant and at the API. */
interface SharedFault {
  ofTenant: WithoutEndpoint<Fault>;
  ofApi: Act;
}

const silence: SharedFault = { ofTenant: { kind: 'delay', milliseconds: 60_000 }, ofApi: 'hang' };
const faults: Record<string, SharedFault> = {
  '503 with Retry-After': {
    ofTenant: {
      kind: 'response',
      status: 503,
      headers: { 'retry-after': '1', 'content-type': 'text/html' },
      body: '<html>busy</html>',
    },
    ofApi: { status: 503, headers: { 'retry-after': '1' }, body: '<html>busy</html>' },
  },
  '429': {
    ofTenant: { kind: 'response', status: 429, headers: { 'retry-after': '1' }, body: { error: 'too_many' } },
    ofApi: { status: 429, headers: { 'retry-after': '1' }, body: { error: 'too_many' } },
  },
  'HTML with 502': {
    ofTenant: { kind: 'html', status: 502 },
    ofApi: { status: 502, body: '<html>Bad gateway</html>' },
  },
  'a reset connection': { ofTenant: { kind: 'reset' }, ofApi: 'reset' },
  'a response that breaks off': { ofTenant: { kind: 'truncate' }, ofApi: 'break off' },
  'no response in time': silence,
};

/** A short time limit for silence, which only a time limit ends. The others keep the default, for busy machines. */
const limitFor = (fault: SharedFault) => (fault === silence ? { HTTP_TIMEOUT_SECONDS: '2' } : {});

/** The fault happens the first `times` times. */
const startWithFault = async (role: Role, { ofTenant, ofApi }: SharedFault, times: number): Promise<ScriptedHouse> => {
  if (role === 'api') return startScriptedHouse(...Array.from({ length: times }, () => ofApi));
  const house = await startScriptedHouse();
  house.control.addFault({ ...ofTenant, endpoint: role, times });
  return house;
};

const cases = roles.flatMap((role) =>
  Object.entries(faults).map(([name, fault]): [Role, string, SharedFault] => [role, name, fault]),
);

describe.concurrent('tenant and API', () => {
  test.for(cases)('%s: %s, once, and the run succeeds', async ([role, , fault], { expect }) => {
    await using house = await startWithFault(role, fault, 1);
    const result = await start(house, undefined, limitFor(fault)).exited;
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('Buy milk') });
    expect(result.stderr).toMatch(
      /^(?:status \d+|[A-Z_]+|the response broke off) at .*\. Trying again in [\d.]+ s \(attempt 2 of 4\)\.\n$/,
    );
    expect(house.received(role)).toHaveLength(2);
    expect(isQuiet(result)).toBe(true);
  });

  const some = cases.filter(
    ([role, name]) => role === 'api' || name === '503 with Retry-After' || name === 'no response in time',
  );
  test.for(some)('%s: %s, for good, and the run says what was tried', async ([role, , fault], { expect }) => {
    await using house = await startWithFault(role, fault, 3);
    const result = await start(house, ['--op', 'getToDos'], { HTTP_ATTEMPTS: '2', ...limitFor(fault) }).exited;
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(
      /Trying again in .*\(attempt 2 of 2\)\.\n(?:The API did not respond:|The API|The tenant|No complete response arrived from|127\.0\.0\.1:\d+) .*\n/,
    );
    expect(house.received(role)).toHaveLength(2);
    expect(isQuiet(result)).toBe(true);
  });
});

const add = ['--op', 'addToDo', '--owner', 'o', '--description', 'Buy milk'];

test.each(Object.entries(faults))('a to-do is not added twice after %s', async (_, fault) => {
  await using house = await startWithFault('api', fault, 1);
  const result = await start(house, add, limitFor(fault)).exited;
  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(house.api.received.map(({ method }) => method)).toEqual(['POST']);
  expect(result.stderr.includes('may have been added anyway')).toBe(typeof fault.ofApi === 'string');
});

test('a to-do that the first attempt deleted is deleted', async () => {
  await using house = await startScriptedHouse('break off', {
    status: 404,
    body: { detail: 'There is no such to-do.' },
  });
  const result = await start(house, ['--op', 'deleteToDo', '--id', '7']).exited;
  expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('"deleted": 7') });
});

test('a to-do that never was is not told to be deleted, though the API was busy first', async () => {
  const busy: Act = { status: 429, headers: { 'retry-after': '0' } };
  await using house = await startScriptedHouse(busy, { status: 404, body: { detail: 'There is no such to-do.' } });
  const result = await start(house, ['--op', 'deleteToDo', '--id', '7']).exited;
  expect(result).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('There is no such to-do.') });
});

const challenge = (parameters: string) => ({ 'www-authenticate': `Bearer realm="todolist", ${parameters}` });
const audience = /SCOPES or API_CLIENT_ID must name the API/;
const said = 'Said by the API.';
/** What the API sends, and the advice below its words. */
const refusals: [string, Act, RegExp][] = [
  ['401 that says nothing', { status: 401 }, audience],
  ['403 that says nothing', { status: 403 }, /choose ToDoList\.Read\.All or ToDoList\.ReadWrite\.All, then/],
  [
    'the wrong audience',
    { status: 401, body: { code: 'invalid_token', reason: 'wrong_audience', detail: said } },
    audience,
  ],
  ['the wrong issuer', { status: 401, body: { reason: 'wrong_issuer', detail: said } }, /same tenant/],
  ['a clock behind', { status: 401, body: { reason: 'not_yet_valid', detail: said } }, /clocks .* differ/],
  ['a clock ahead', { status: 401, body: { reason: 'expired', detail: said } }, /clocks .* differ/],
  ['no roles', { status: 401, body: { reason: 'no_permissions', detail: said } }, /choose ToDoList\.Read\.All or/],
  [
    'other roles',
    { status: 403, headers: challenge('error="insufficient_scope", scope="A.Read.All"') },
    /Application permissions, choose A\.Read\.All, then "Grant admin consent"/,
  ],
  [
    'an app not allowed',
    { status: 403, headers: challenge('error="insufficient_scope"'), body: { code: 'app_not_allowed', detail: said } },
    /Add the client ID of the daemon to ALLOWED_CLIENT_APPS/,
  ],
];

test.each(refusals)('%s exits with 4 and says what to change', async (_, act, fix) => {
  await using house = await startScriptedHouse(act);
  const result = await start(house, ['--op', 'getToDos', '--no-cache']).exited;
  expect(result).toMatchObject({ code: 4, stdout: '' });
  expect(result.stderr).toMatch(/^The API refused the token, with status 40[13]/);
  expect(result.stderr.split('\n').slice(1).join('\n')).toMatch(fix);
  expect(house.api.received).toHaveLength(1);
});

test.each<[string, Act]>([
  ['a problem', { status: 401, body: { title: 'Unauthorized', detail: said } }],
  ['a problem that names roles and audiences', { status: 403, body: { detail: `role, audience, expired: ${said}` } }],
  ['a challenge', { status: 401, headers: challenge(`error="invalid_token", error_description="${said}"`) }],
  ['a code of its own', { status: 403, body: { code: 'closed_on_sundays', detail: said } }],
])('the words of %s stand alone, without a guess below them', async (_, act) => {
  await using house = await startScriptedHouse(act);
  const result = await start(house, ['--op', 'getToDos', '--no-cache']).exited;
  expect(result).toMatchObject({ code: 4, stdout: '' });
  expect(result.stderr).toMatch(/^The API refused the token, with status 40[13]: .*Said by the API\.\n$/);
});

test.each([401, 403])('a kept token that the API refuses with %i is replaced, once', async (status) => {
  await using house = await startScriptedHouse({ status: 200, body: [] }, { status });
  await start(house).exited;
  const result = await start(house).exited;
  expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('Buy milk') });
  expect(result.stderr).toMatch(/^.+\n$/);
  expect(house.received('token')).toHaveLength(2);
  expect(house.received('discovery')).toHaveLength(1);
});

test.each<[string, Act, RegExp]>([
  [
    'HTML where JSON belongs',
    { status: 200, body: '<html>Sign in to the hotel network</html>' },
    /status 200 and something that is not a to-do \(text\/html\)\.\nCheck API_ENDPOINT/,
  ],
  ['other JSON', { status: 200, body: { hello: 'world' } }, /something that is not a to-do/],
  ['10 MB', { status: 200, body: [{ id: 1, owner: 'o', description: 'x'.repeat(10_000_000) }] }, /is too large/],
  [
    'a limit that ends in an hour',
    { status: 429, headers: { 'retry-after': '3600' } },
    /status 429\.\nTry again in 3600 seconds\./,
  ],
  [
    'a refusal in words',
    { status: 400, body: { detail: 'No.', errors: [{ detail: 'owner is not a GUID.' }] } },
    /status 400: No\. owner is not a GUID\./,
  ],
  [
    'control characters',
    { status: 400, body: { detail: 'red \u001B[31m and \u202Eback' } },
    /^The API responded with status 400: red \[31m and back\n$/,
  ],
  [
    'a redirect',
    { status: 302, headers: { location: 'https://example.com/' } },
    /status 302 and something that is not a to-do/,
  ],
])('%s is one readable message', async (_, act, expected) => {
  await using house = await startScriptedHouse(act);
  const result = await start(house, ['--op', 'getToDos'], { HTTP_TIMEOUT_SECONDS: '10' }).exited;
  expect(result).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(expected) });
  expect(house.api.received).toHaveLength(1);
  expect(isQuiet(result)).toBe(true);
});

test.each([
  ['SIGINT', 'discovery', 130],
  ['SIGTERM', 'token', 143],
  ['SIGINT', 'api', 130],
] as const)('%s while the %s does not respond stops at once', async (signal, role, code) => {
  await using house = await startWithFault(role, silence, 1);
  await using program = start(house, add, { HTTP_TIMEOUT_SECONDS: '30' });
  await expect.poll(() => house.received(role).length, { timeout: 10_000 }).toBe(1);
  const at = performance.now();
  program.child.kill(signal);
  const result = await program.exited;
  expect(performance.now() - at).toBeLessThan(1000);
  expect(result).toMatchObject({ code, stdout: '' });
  expect(result.stderr).toBe(
    role === 'api' ? 'Stopped. The to-do may have been added anyway. Check with --op getToDos.\n' : 'Stopped.\n',
  );
});

test('a signal ends a wait for the next attempt, too', async () => {
  await using house = await startScriptedHouse({ status: 503, headers: { 'retry-after': '20' } });
  await using program = start(house);
  await program.printed(/Trying again in 2\d/);
  program.child.kill('SIGINT');
  await expect(program.exited).resolves.toMatchObject({ code: 130, stdout: '' });
});

test('an API that does not run on this machine is to be started', async () => {
  await using house = await startScriptedHouse();
  const endpoint = `http://localhost:${await freePort()}/api/todolist`;
  const result = await start(house, ['--op', 'getToDos'], { HTTP_ATTEMPTS: '1', API_ENDPOINT: endpoint }).exited;
  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(result.stderr).toContain(
    'Nothing is listening there. Start the API: pnpm demo, or pnpm --filter todolist-api start.',
  );
});
