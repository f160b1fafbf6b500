/** The input of an operation is invalid. */
export class ControlInputError extends Error {
  override readonly name = 'ControlInputError';
  readonly code = 'control_input_invalid';
  /** One sentence for each problem, with its path and the expected value. */
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

/** Nothing that matches arrived in time. */
export class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError';
  readonly code = 'wait_timeout';
}
