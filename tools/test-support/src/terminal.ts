import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

export interface Terminal extends Disposable {
  /** Returns everything written, with control sequences. */
  written: () => string;
  /** Returns the content of the screen, without trailing blank lines. */
  screen: () => string;
  type: (text: string) => void;
  signal: (signal: NodeJS.Signals) => void;
  /** Waits until the screen matches. */
  shows: (pattern: RegExp, timeoutMs?: number) => Promise<RegExpExecArray>;
  /** The exit code, once the program has ended. */
  exited: Promise<number>;
}

export interface TerminalOptions {
  /** The complete environment of the program except PATH and TERM. */
  env: Record<string, string>;
  columns?: number;
  rows?: number;
}

/** Runs Node in a real terminal: a pseudoterminal, and a screen that interprets the output. */
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
      // Wait for the view to process the last output.
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
    signal: (signal) => program.kill(signal),
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
