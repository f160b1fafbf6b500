import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram, startProgram } from 'test-support';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-command-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const cli = join(import.meta.dirname, '../dist/index.js');
let programs = 0;

/** A program whose command is a function body of `stop`, with a server that never answers at hand. */
function program(body: string): string[] {
  programs += 1;
  const file = join(folder, `${programs}.mjs`);
  writeFileSync(
    file,
    `import { connect, createServer } from 'node:net';
import { runCommand } from ${JSON.stringify(cli)};
const never = () => new Promise((resolve) => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1', () => {
    connect(server.address().port, '127.0.0.1', () => { console.error('connected'); });
  });
});
void runCommand({
  run: async (stop) => { ${body} },
  report: (error) => ({ text: error.message, exitCode: 1 }),
});`,
  );
  return [file];
}

const run = (body: string) => runProgram(process.execPath, program(body));

test('the exit code is delivered whatever sockets and timers are left', async () => {
  await expect(run('void never(); setInterval(() => 0, 1000); return 4;')).resolves.toMatchObject({ code: 4 });
  const failed = run("void never(); throw new Error('It did not work.');");
  await expect(failed).resolves.toMatchObject({ code: 1, stderr: expect.stringContaining('It did not work.\n') });
});

test('what was written arrives whole first', async () => {
  const { code, stdout } = await run("process.stdout.write('x'.repeat(3_000_000)); return 2;");
  expect({ code, length: stdout.length }).toEqual({ code: 2, length: 3_000_000 });
});

test('work that nothing keeps alive is not taken for done', async () => {
  const program = run('await new Promise((resolve) => setTimeout(resolve, 300).unref()); return 4;');
  await expect(program).resolves.toMatchObject({ code: 4 });
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('the first %s ends work that does not notice, with %i', async (signal, code) => {
  await using running = startProgram(process.execPath, program('await never();'));
  await running.printed(/connected/);
  running.child.kill(signal);
  await expect(running.exited).resolves.toMatchObject({ code, stderr: 'connected\nStopped.\n' });
});

test('work that notices ends in order', async () => {
  const body = `console.error('ready'); await new Promise((resolve) => stop.addEventListener('abort', resolve));
    console.log('tidied'); return 0;`;
  await using running = startProgram(process.execPath, program(`void never(); ${body}`));
  await running.printed(/ready/);
  running.child.kill('SIGTERM');
  await expect(running.exited).resolves.toMatchObject({ code: 0, stdout: 'tidied\n' });
});

test.each([
  ['SIGINT', 'SIGINT'],
  ['SIGINT', 'SIGTERM'],
  ['SIGTERM', 'SIGINT'],
] as const)('%s, then %s: the second ends it even when it is busy', async (first, second) => {
  const busy = `stop.addEventListener('abort', () => { console.error('busy'); for (;;); }); await never();`;
  await using running = startProgram(process.execPath, program(busy));
  await running.printed(/connected/);
  running.child.kill(first);
  await running.printed(/busy/);
  running.child.kill(second);
  await expect(running.exited).resolves.toMatchObject({ signal: second });
});
