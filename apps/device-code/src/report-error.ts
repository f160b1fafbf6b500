import { ConfigurationError } from 'ciam-config';
import { type ErrorKind, fixFor, fixText } from 'ciam-msal/fix';
import { exitCode, type ExitCode, type Failure, printable, UsageError } from 'cli';

/** A public client has no credential, so a tenant that asks for one has a wrong registration. */
const exitCodes: Record<ErrorKind, ExitCode> = {
  configuration: exitCode.usage,
  credential: exitCode.usage,
  refused: exitCode.refused,
  failed: exitCode.failed,
};

/** Turns an error into a readable message with a fix, and an exit code. */
export function reportError(error: unknown): Failure {
  if (error instanceof UsageError)
    return { text: printable(`${error.message}\nSee --help.`), exitCode: exitCode.usage };
  if (error instanceof ConfigurationError) return { text: printable(error.message), exitCode: exitCode.usage };
  return { text: printable(fixText(error)), exitCode: exitCodes[fixFor(error).kind] };
}
