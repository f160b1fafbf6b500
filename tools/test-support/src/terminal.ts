import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

export interface Terminal extends Disposable {
  /** All that was written, with its control sequences. */
  written: () => string;
  /** What the screen shows, without blank lines at its end. */
  screen: () => string;
  type: (text: string) => void;
  /** Waits until the screen matches. */
  shows: (pattern: RegExp, timeoutMs?: number) => Promise<RegExpExecArray>;
  /** The exit code, once the program has ended. */
  exited: Promise<number>;
}

export interface TerminalOptions {
  /** The whole environment of the program but PATH and TERM. */
  env: Record<string, string>;
  columns?: number;
  rows?: number;
}

/** Runs Node in a real terminal (a pseudoterminal, and a screen that understands what is written to it). */
export function openTerminal(args: readonly string[], { env, columns = 80, rows = 60 }: TerminalOptions): Terminal {
  const view = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const program = spawn(process.execPath, [...args], {
    cols: columns,
    rows,
    env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color', ...env },
  });
  let written = '';
  let running = true;
  const watchers = new Set<() => void>();
  program.onData((data) => {
    written += data;
    view.write(data, () => {
      for (const watch of watchers) watch();
    });
  });
  const exited = new Promise<number>((resolve) => {
    program.onExit(({ exitCode }) => {
      running = false;
      // What was written last may still be on its way to the view.
      view.write('', () => resolve(exitCode));
    });
  });
  const screen = (): string => {
    const { active } = view.buffer;
    const lines = Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? '');
    return lines.join('\n').trimEnd();
  };
  return {
    written: () => written,
    screen,
    exited,
    type: (text) => program.write(text),
    shows: (pattern, timeoutMs = 30_000) =>
      new Promise((resolve, reject) => {
        const finish = (act: () => void): void => {
          watchers.delete(look);
          clearTimeout(timer);
          act();
        };
        const look = (): void => {
          const match = pattern.exec(screen());
          if (match) finish(() => resolve(match));
        };
        const fail = (why: string): void =>
          finish(() => reject(new Error(`${why} without showing ${pattern}:\n${screen()}`)));
        const timer = setTimeout(() => fail(`${timeoutMs} ms went by`), timeoutMs);
        watchers.add(look);
        look();
        void exited.then((code) => fail(`The program exited with ${code}`));
      }),
    [Symbol.dispose]: () => {
      if (running) program.kill('SIGKILL');
      view.dispose();
    },
  };
}
