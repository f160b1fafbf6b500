import { runProgram, startProgram } from 'test-support';
import { describe, expect, test } from 'vitest';
import { root } from '../src/repository.ts';
import { demo, ownLines, ports } from './demo-program.ts';

describe('the demo', () => {
  test('with --exit it ends with 0 after the daemon’s output', async () => {
    const { code, stdout, stderr } = await runProgram(process.execPath, [demo, '--exit'], { env: await ports() });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain('$ cd apps\n$ node daemon --op getToDos');
    expect(stdout).toContain('"description"');
  });

  test('says who can sign in where, and ends with everything it started on a signal', async () => {
    const env = await ports();
    await using running = startProgram(process.execPath, [demo], { env });
    await running.printed(/Ctrl-C stops everything/);
    expect(running.output.stdout).toContain('ada@contoso.com');
    // The ports are those of this test, so the .env of this checkout does not name them.
    const command = 'node --env-file=.data/demo.env apps/daemon --op getToDos';
    expect(running.output.stdout).toContain(command);
    const [, ...args] = command.split(' ');
    const { code: daemonCode, stdout } = await runProgram(process.execPath, args, { cwd: root });
    expect({ code: daemonCode, toDos: (JSON.parse(stdout) as unknown[]).length }).toEqual({ code: 0, toDos: 3 });
    const second = await runProgram(process.execPath, [demo, '--exit'], { env });
    expect({ code: second.code, lines: ownLines(second.stderr) }).toEqual({
      code: 1,
      lines: [expect.stringMatching(/^pnpm demo is already running: open http:\/\/localhost:\d+/)],
    });
    expect((await fetch(`http://localhost:${env['WEB_APP_PORT']}/`)).status).toBe(200);
    running.child.kill('SIGINT');
    const { code, stderr } = await running.exited;
    expect({ code, lines: ownLines(stderr) }).toEqual({ code: 0, lines: [] });
  });

  test('an option it does not know: says which there are, and exits with 2', async () => {
    const { code, stderr } = await runProgram(process.execPath, [demo, '--port', '4500'], { env: {} });
    expect({ code, lines: ownLines(stderr)[0] }).toEqual({ code: 2, lines: "Unknown option '--port'." });
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
