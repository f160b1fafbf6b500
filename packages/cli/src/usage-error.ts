/** A command line that a program does not understand. The message says what is wrong with it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'usage';
}
