import { createInterface } from 'node:readline/promises';
import { printable } from 'cli';

/** The person at the terminal. */
export interface Terminal {
  print(line: string): void;
  /** Whether they said yes. */
  confirm(question: string): Promise<boolean>;
}

/** Progress and questions go to standard error, so that standard output holds results alone. */
export function createTerminal(
  input: NodeJS.ReadStream = process.stdin,
  output: NodeJS.WriteStream = process.stderr,
): Terminal {
  return {
    // Names and messages come from the tenant.
    print: (line) => void output.write(`${printable(line)}\n`),
    confirm: async (question) => {
      if (!input.isTTY) {
        output.write(`${question} There is no terminal to ask at. Add --yes to go ahead.\n`);
        return false;
      }
      const lines = createInterface({ input, output });
      try {
        // Ctrl-D or Ctrl-C is a no.
        const closed = new Promise<string>((resolve) => void lines.once('close', () => resolve('')));
        const answer = await Promise.race([lines.question(`${question} [y/N] `), closed]);
        return /^y(es)?$/i.test(answer.trim());
      } finally {
        lines.close();
      }
    },
  };
}

/** No one: for a plan that is made to be compared with another. */
export const silentTerminal: Terminal = { print: () => undefined, confirm: () => Promise.resolve(false) };

/** Aborted by the first Ctrl-C or SIGTERM, which says so; a second one ends the program where it is. */
export function interruption(terminal: Terminal): AbortSignal {
  const interrupt = new AbortController();
  const stop = (): void => {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    terminal.print('\nStopping when the current request is done. Press Ctrl-C again to stop at once.');
    interrupt.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return interrupt.signal;
}
