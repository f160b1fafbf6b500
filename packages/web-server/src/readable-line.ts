const levels: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'WARN', 50: 'ERROR', 60: 'FATAL' };

/** Formats a JSON log line for people: `14:05:09 WARN  Not ready yet. reason=…`, with an error's stack below it. */
export function readableLine(line: string): string {
  const { level, time, msg, err, name: _name, ...rest }: Record<string, unknown> = JSON.parse(line);
  const clock = new Date(Number(time)).toTimeString().slice(0, 8);
  const details = Object.entries(rest).map(([key, value]) => `${key}=${plain(value)}`);
  const parts = [clock, (levels[Number(level)] ?? '').padEnd(5), plain(msg ?? ''), ...details];
  return `${parts.join(' ')}\n${describe(err)}`;
}

function describe(error: unknown): string {
  if (error === undefined) return '';
  const { stack, message, cause }: { stack?: unknown; message?: unknown; cause?: unknown } = Object(error);
  const text = plain(stack ?? message ?? error);
  return `${text.replaceAll(/^/gm, '  ')}\n${cause === undefined ? '' : `  because:\n${describe(cause)}`}`;
}

/** Replaces control characters, because terminals obey them and clients send some of this text. */
function plain(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replaceAll(/[^\P{C}\n]/gu, '\ufffd');
}
