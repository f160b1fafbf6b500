import { redact } from 'ciam-config';
import { pino, type DestinationStream, type Level, type Logger } from 'pino';

export interface LoggerSettings {
  /** Stands in every line as `name`. */
  name: string;
  level?: Level | 'silent';
  /** Standard output when absent. */
  destination?: DestinationStream;
}

/** A JSON-lines logger on which no token, secret or field of a foreign error object comes out. */
export function createLogger({ name, level = 'info', destination }: LoggerSettings): Logger {
  return pino(
    {
      name,
      level,
      base: { name },
      serializers: { err: describeError },
      hooks: { streamWrite: redact },
    },
    destination ?? standardOutput(),
  );
}

/**
 * A log that nobody reads any more, or that has no room, is no reason to stop serving: what cannot be written is dropped.
 * Nothing is left to be written at the exit, where SonicBoom would try for ever; so too without its `flushSync`.
 */
function standardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, sync: true, maxLength: 1_000_000 });
  output.on('error', () => {});
  return { write: (line) => void output.write(line) };
}

/** Only what every error has: an AxiosError, say, carries its request with the headers. The stack is the outermost one's. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  return { ...outline(error), stack: error.stack };
}

function outline(error: Error): object {
  const { name, message, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return { name, code, message, ...(cause instanceof Error ? { cause: outline(cause) } : {}) };
}
