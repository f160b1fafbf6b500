import type { ReadStream, WriteStream } from 'node:tty';
import { fit, printable } from 'cli';
import { createCountingLine } from './counting-line.ts';

/** The response of the device authorization endpoint, in MSAL's naming. */
interface DeviceCode {
  message: string;
  userCode: string;
  verificationUri: string;
  /** In seconds. */
  expiresIn: number;
}

export interface PromptOptions {
  /** `process.stdin`, to read Enter. */
  input: ReadStream;
  /** `process.stderr`, so that standard output holds only the result. */
  output: WriteStream;
  /** Opens an address in a browser. Absent if `mayOpenBrowser` returns false. */
  openBrowser?: ((address: string) => Promise<unknown>) | undefined;
  /** Open the browser without waiting for Enter. */
  openAtOnce: boolean;
  /** Whether the terminal cannot move the cursor (`TERM=dumb`). */
  isDumb: boolean;
  /** The tenant's own page for device codes, in case the tenant names another host that refuses the user. */
  ownAddress: string;
  /** Seconds until `--timeout` ends the program. Absent without a `--timeout`. */
  secondsLeft?: (() => number) | undefined;
}

/** Talks to the user while the app waits for the sign-in. */
export interface Prompt {
  /** Prints a message on its own line. */
  say: (text: string) => void;
  /** Shows the code and, on a terminal, the time left, until {@link Prompt.hide}. */
  show: (code: DeviceCode) => void;
  /** Shows a temporary problem, such as a lost connection. `undefined` clears it. */
  trouble: (reason: string | undefined) => void;
  hide: () => void;
  /** Asks whether the user wants another code. Resolves to `false` at once if no user can be asked. */
  offerAnother: (signal: AbortSignal) => Promise<boolean>;
}

/** A terminal gets a countdown and reads Enter; a pipe gets only whole lines. */
export function createPrompt(options: PromptOptions): Prompt {
  const { input, output, openBrowser, openAtOnce, isDumb, ownAddress, secondsLeft } = options;
  const counting = output.isTTY && !isDumb ? createCountingLine(output) : undefined;
  const isAnswerable = input.isTTY && counting !== undefined;
  let stopListening: (() => void) | undefined;
  let isTrouble = false;

  const say = (text: string): void => {
    const lines = fit(printable(text), output);
    if (counting) counting.say(lines);
    else output.write(`${lines}\n`);
  };

  const browse = async (address: string): Promise<void> => {
    try {
      await openBrowser?.(address);
      say('Asked your browser to open the page.');
    } catch {
      say('The browser did not start. Open the page yourself.');
    }
  };

  return {
    say,
    show: ({ message, userCode, verificationUri, expiresIn }) => {
      const code = printable(userCode);
      const page = printable(verificationUri);
      const offersBrowser = isAnswerable && openBrowser && !openAtOnce;
      const seconds = Math.min(expiresIn, secondsLeft?.() ?? expiresIn);
      const lines = [printable(message), '', output.isTTY && output.hasColors() ? bold(code) : code, '', page];
      if (!isSameHost(page, ownAddress)) {
        lines.push(`If the page refuses your account (AADSTS500208), enter the code at ${ownAddress}`);
      }
      if (!counting) lines.push(`Waiting for you to sign in, for ${duration(seconds)} at most.`);
      else lines.push(...(offersBrowser ? ['Press Enter to open the page in your browser.', ''] : ['']));
      output.write(`${fit(lines.join('\n'), output)}\n`);
      counting?.start(seconds);
      if (openAtOnce && openBrowser) void browse(page);
      if (!isAnswerable) return;
      stopListening = onEnter(input, () => {
        counting.afterEnter();
        if (offersBrowser) void browse(page);
      });
    },
    trouble: (reason) => {
      if (counting) counting.trouble(reason);
      else if (reason && !isTrouble) say(`The tenant does not respond (${reason}). Trying again.`);
      isTrouble = reason !== undefined;
    },
    hide: () => {
      stopListening?.();
      stopListening = undefined;
      counting?.stop();
    },
    offerAnother: async (signal) => {
      if (!isAnswerable || signal.aborted) return false;
      say('The code expired. Press Enter for a new one, or Ctrl-C to stop.');
      return new Promise((resolve) => {
        const answer = (another: boolean): void => {
          stop();
          signal.removeEventListener('abort', giveUp);
          resolve(another);
        };
        const giveUp = (): void => answer(false);
        const stop = onEnter(input, () => answer(true));
        signal.addEventListener('abort', giveUp);
      });
    },
  };
}

function bold(text: string): string {
  return `\u001B[1m${text}\u001B[22m`;
}

function onEnter(input: ReadStream, act: () => void): () => void {
  const read = (chunk: Buffer): void => {
    if (/[\r\n]/.test(chunk.toString())) act();
  };
  input.on('data', read);
  input.resume();
  return () => {
    input.off('data', read);
    // An input that is being read keeps the process alive.
    input.pause();
  };
}

function duration(seconds: number): string {
  const [amount, unit] = seconds < 120 ? [Math.ceil(seconds), 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

function isSameHost(one: string, other: string): boolean {
  return URL.canParse(one) && new URL(one).host === new URL(other).host;
}
