import { createInterface } from 'node:readline/promises';
import { printable } from 'cli';

/** The person at the terminal. */
export interface Terminal {
  print(line: string): void;
  /** Asks a yes-or-no question. Resolves to true for yes. */
  confirm(question: string): Promise<boolean>;
}

/** Creates a terminal on standard error, so that standard output contains only results. */
export function createTerminal(
  input: NodeJS.ReadStream = process.stdin,
  output: NodeJS.WriteStream = process.stderr,
): Terminal {
  return {
    // Names and messages come from the tenant and are not trusted.
    print: (line) => void output.write(`${printable(line)}\n`),
    confirm: async (question) => {
      if (!input.isTTY) {
        output.write(`${question} This is not a terminal, so no one can answer. To go ahead, add --yes.\n`);
        return false;
      }
      const lines = createInterface({ input, output });
      try {
        // Ctrl-D or Ctrl-C means no.
        const closed = new Promise<string>((resolve) => void lines.once('close', () => resolve('')));
        const answer = await Promise.race([lines.question(`${question} [y/N] `), closed]);
        return /^y(es)?$/i.test(answer.trim());
      } finally {
        lines.close();
      }
    },
  };
}

/** A terminal without a person, for a plan that is only compared with another. */
export const silentTerminal: Terminal = { print: () => undefined, confirm: () => Promise.resolve(false) };

/**
 * Returns a signal that the first Ctrl-C or SIGTERM aborts, with a message. The second one ends the program at once.
 */
export function interruption(terminal: Terminal): AbortSignal {
  const interrupt = new AbortController();
  const stop = (): void => {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    terminal.print('\nStopping after the current request. Press Ctrl-C again to stop immediately.');
    interrupt.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return interrupt.signal;
}
