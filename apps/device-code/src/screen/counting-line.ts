import { uptime } from 'node:os';
import type { WriteStream } from 'node:tty';

// ECMA-48: CR, then erase in line; cursor up.
const eraseLine = '\r\u001B[2K';
const lineUp = '\u001B[1A';

/** The last line of a terminal, on which the time runs down. */
export interface CountingLine {
  start(seconds: number): void;
  stop(): void;
  /** What to say in place of waiting; `undefined` to wait again. */
  trouble(reason: string | undefined): void;
  /** Writes a line above. */
  say(text: string): void;
  /** Takes back the line that the user's Enter left behind. */
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
    // A line that wrapped could not be erased.
    output.write(eraseLine + line.slice(0, (output.columns || 80) - 1));
  };

  return {
    start(seconds) {
      // uptime() goes on while the machine sleeps, and cannot be set.
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

/** `14:05` for 845 seconds. */
function clock(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
