/** Everything that is wrong with a program's settings, in one error whose message can be shown as it is. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly code = 'configuration_invalid';
  /** One sentence or more for each problem; no value of a secret is in them. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const heading =
      problems.length === 1 ? 'One setting needs attention:' : `${problems.length} settings need attention:`;
    super([heading, ...problems.map((problem) => `  - ${problem}`)].join('\n'));
    this.problems = problems;
  }
}
