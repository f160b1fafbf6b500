/** The command line is wrong. The message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'usage';
}
