import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openTerminal, runProgram, startProgram } from 'test-support';
import { afterEach, describe, expect, test } from 'vitest';

const program = fileURLToPath(new URL('fixtures/slow-server.js', import.meta.url));
const badStart = fileURLToPath(new URL('fixtures/bad-start.js', import.meta.url));
let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

/** Starts the server whose `/slow` answers after `slowMs`; it logs to `log`, and says on standard error where it is. */
const start = async (
  slowMs: number,
  log: 'pipe' | number = 'pipe',
): Promise<{ url: string; child: ChildProcess; output: () => string }> => {
  const started = spawn(process.execPath, [program, String(slowMs)], { stdio: ['ignore', log, 'pipe'] });
  child = started;
  const lines: string[] = [];
  if (started.stdout) createInterface({ input: started.stdout }).on('line', (line) => lines.push(line));
  if (!started.stderr) throw new Error('The server has no standard error.');
  const [url]: string[] = await once(createInterface({ input: started.stderr }), 'line');
  return { url: url ?? '', child: started, output: () => lines.join('\n') };
};

test.each(['SIGTERM', 'SIGINT'] as const)('%s: answers what is under way, then exits with 0', async (signal) => {
  const server = await start(400);
  const keptAlive = await fetch(`${server.url}/`);
  await keptAlive.text();
  const slow = fetch(`${server.url}/slow`);
  await fetch(`${server.url}/`);
  server.child.kill(signal);
  expect(await (await slow).text()).toBe('slow but whole');
  expect((await once(server.child, 'exit'))[0]).toBe(0);
  expect(server.output()).toContain(`Received ${signal}. Closing.`);
});

describe('when nobody takes the log', () => {
  const expectServingAndEnd = async (server: { url: string; child: ChildProcess }, requests: number): Promise<void> => {
    for (let request = 0; request < requests; request++) {
      expect((await fetch(`${server.url}/log`)).status).toBe(200);
      expect(await (await fetch(`${server.url}/slow`)).text()).toBe('slow but whole');
    }
    server.child.kill('SIGTERM');
    expect((await once(server.child, 'exit'))[0]).toBe(0);
  };

  // Without a request, the first line that breaks the pipe is the one about the signal.
  test.each([0, 3])(
    'because the reader left: serves on (%i requests), and SIGTERM ends it with 0',
    async (requests) => {
      const server = await start(100);
      server.child.stdout?.destroy();
      await expectServingAndEnd(server, requests);
    },
  );

  test.skipIf(!existsSync('/dev/full'))('because the disk is full: the same', async () => {
    const full = openSync('/dev/full', 'w');
    const server = await start(100, full);
    closeSync(full);
    await expectServingAndEnd(server, 3);
  });

  test('an error that nothing caught still ends it with 1', async () => {
    const server = await start(100);
    server.child.stdout?.destroy();
    await fetch(`${server.url}/throw`);
    expect((await once(server.child, 'exit'))[0]).toBe(1);
  });
});

describe('every line of both outputs is JSON', () => {
  const expectJson = (text: string): void => {
    for (const line of text.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  };

  test.each([
    ['/throw', 'thrown outside any request'],
    ['/reject', 'rejected outside any request'],
  ])('when nothing catches an error (%s)', async (path, message) => {
    await using server = startProgram(process.execPath, [program, '100']);
    const [url = ''] = await server.printed(/http:\S+/);
    for (const each of ['/warn', '/console', path]) await fetch(url + each);
    const { code, stdout, stderr } = await server.exited;
    expect(code).toBe(1);
    expectJson(stdout);
    expect(stderr).toBe(`${url}\n`);
    for (const part of ['an API is deprecated', 'a library prints its stack', message]) expect(stdout).toContain(part);
  });

  test.each([
    ['a setting is wrong', 'configuration', 2],
    ['the start fails', 'failure', 1],
  ])('when %s', async (_case, argument, exitCode) => {
    const { code, stdout, stderr } = await runProgram(process.execPath, [badStart, argument]);
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
    expect(stderr.match(/\n/g)).toHaveLength(1);
    expect(JSON.parse(stderr)).toMatchObject({ level: 60, msg: expect.any(String) });
  });
});

describe('on a terminal', () => {
  test.skipIf(process.platform === 'win32')('lines are for people to read', async () => {
    using terminal = openTerminal([program, '100'], { env: {}, columns: 120 });
    const [, url = ''] = await terminal.shows(/(http:\S+)/);
    await fetch(`${url}/log`);
    await terminal.shows(/^\d\d:\d\d:\d\d info {2}asked$/m);
    await fetch(`${url}/throw`);
    await terminal.shows(
      /^\d\d:\d\d:\d\d FATAL Uncaught error\. Closing\.\n {2}Error: thrown outside any request\n {6}at /m,
    );
    expect(await terminal.exited).toBe(1);
  });

  test.skipIf(process.platform === 'win32')('that was stopped with Ctrl-S, the server serves and ends', async () => {
    using terminal = openTerminal([program, '100'], { env: {} });
    const [, url = ''] = await terminal.shows(/(http:\S+)/);
    await fetch(`${url}/log`);
    await terminal.shows(/asked/);
    terminal.type('\u0013');
    const request = async (path: string): Promise<number> =>
      (await fetch(url + path, { signal: AbortSignal.timeout(20_000) })).status;
    for (const path of ['/log', '/log-much', '/log']) expect(await request(path)).toBe(200);
    terminal.signal('SIGTERM');
    expect(await terminal.exited).toBe(0);
  });

  test.skipIf(process.platform === 'win32')('JSON in production', async () => {
    using terminal = openTerminal([program, '100'], { env: { NODE_ENV: 'production' }, columns: 200 });
    const [, url = ''] = await terminal.shows(/(http:\S+)/);
    await fetch(`${url}/log`);
    await expect(terminal.shows(/"msg":"asked"\}/)).resolves.toBeDefined();
  });
});

test('a second signal stops at once, with exit code 1', async () => {
  const server = await start(5_000);
  const slow = fetch(`${server.url}/slow`).catch(() => 'cut');
  await fetch(`${server.url}/`);
  server.child.kill('SIGTERM');
  await expect.poll(server.output).toContain('Received SIGTERM. Closing.');
  server.child.kill('SIGTERM');
  expect((await once(server.child, 'exit'))[0]).toBe(1);
  expect(await slow).toBe('cut');
});

test('an error that nothing caught is logged, answers what is under way and exits with 1', async () => {
  const server = await start(300);
  const slow = fetch(`${server.url}/slow`);
  await fetch(`${server.url}/`);
  await fetch(`${server.url}/throw`);
  expect(await (await slow).text()).toBe('slow but whole');
  expect((await once(server.child, 'exit'))[0]).toBe(1);
  expect(server.output()).toContain('thrown outside any request');
});
