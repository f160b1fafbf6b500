import { redact } from 'ciam-config';
import { pino, type DestinationStream, type Level, type Logger } from 'pino';
import { standardOutput } from './standard-output.ts';

export interface LoggerSettings {
  /** The `name` in every line. */
  name: string;
  level?: Level | 'silent';
  /** Production logs JSON even on a terminal. */
  production?: boolean;
  /** Default: standard output. */
  destination?: DestinationStream;
}

/**
 * Creates a logger of JSON lines, or of readable lines on a terminal. It removes tokens and secrets, and the extra
 * fields of error objects.
 */
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

/**
 * Keeps only the standard fields of an error: an AxiosError, for example, carries its request with all headers. Only
 * the outermost error keeps its stack.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  return { ...outline(error), stack: error.stack };
}

function outline(error: Error): object {
  const { name, message, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return { name, code, message, ...(cause instanceof Error ? { cause: outline(cause) } : {}) };
}
