import { uptime } from 'node:os';
import type { WriteStream } from 'node:tty';

// ECMA-48 control sequences: carriage return and erase line, then cursor up.
const eraseLine = '\r\u001B[2K';
const lineUp = '\u001B[1A';

/** The last line of a terminal, which shows a countdown. */
export interface CountingLine {
  start(seconds: number): void;
  stop(): void;
  /** Shows a problem in place of "Waiting". `undefined` clears it. */
  trouble(reason: string | undefined): void;
  /** Writes a line above the countdown. */
  say(text: string): void;
  /** Erases the line break that the user's Enter left behind. */
  afterEnter(): void;
}

export function createCountingLine(output: WriteStream): CountingLine {
  let expiresAt = 0;
  let problem: string | undefined;
  let timer: NodeJS.Timeout | undefined;

  const draw = (): void => {
    if (!timer) return;
    const left = clock(expiresAt - uptime());
    const line = problem ? `${left} left. Trying again: ${problem}` : `${left} left. Waiting for you to sign in`;
    // A wrapped line could not be erased, so cut it at the width of the terminal.
    output.write(eraseLine + line.slice(0, (output.columns || 80) - 1));
  };

  return {
    start(seconds) {
      // Unlike the clock, uptime() cannot be set, and it continues while the machine sleeps.
      expiresAt = uptime() + seconds;
      timer = setInterval(draw, 1000);
      draw();
    },
    stop() {
      if (timer) output.write(eraseLine);
      clearInterval(timer);
      timer = undefined;
      problem = undefined;
    },
    trouble(reason) {
      problem = reason;
      draw();
    },
    say(text) {
      output.write(`${eraseLine}${text}\n`);
      draw();
    },
    afterEnter() {
      output.write(lineUp + eraseLine);
      draw();
    },
  };
}

/** Formats 845 seconds as `14:05`. */
function clock(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
