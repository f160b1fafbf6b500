/** An operation was given what it cannot take. */
export class ControlInputError extends Error {
  override readonly name = 'ControlInputError';
  readonly code = 'control_input_invalid';
  /** One sentence each, with the path and what was expected there. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}

/** The directory has no such entry. */
export class UnknownEntryError extends Error {
  override readonly name = 'UnknownEntryError';
  readonly code = 'entry_unknown';
}

/** What was waited for did not come in time. */
export class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError';
  readonly code = 'wait_timeout';
}
