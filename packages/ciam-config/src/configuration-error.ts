/** Lists everything that is wrong with a program's settings. The message can be shown to people as it is. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly code = 'configuration_invalid';
  /** One or more sentences for each problem. They never contain values, which may be secrets. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const heading =
      problems.length === 1 ? 'One setting needs attention:' : `${problems.length} settings need attention:`;
    super([heading, ...problems.map((problem) => `  - ${problem}`)].join('\n'));
    this.problems = problems;
  }
}
