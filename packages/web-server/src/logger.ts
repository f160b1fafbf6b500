import { redact } from 'ciam-config';
import { pino, type DestinationStream, type Level, type Logger } from 'pino';
import { standardOutput } from './standard-output.ts';

export interface LoggerSettings {
  /** Stands in every line as `name`. */
  name: string;
  level?: Level | 'silent';
  /** Production logs JSON on a terminal too. */
  production?: boolean;
  /** Standard output when absent. */
  destination?: DestinationStream;
}

/** A logger of JSON lines, readable ones on a terminal, in which no token, secret or field of a foreign error object comes out. */
export function createLogger({ name, level = 'info', production = false, destination }: LoggerSettings): Logger {
  return pino(
    {
      name,
      level,
      base: { name },
      serializers: { err: describeError },
      hooks: { streamWrite: redact },
    },
    destination ?? standardOutput(name, production),
  );
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
