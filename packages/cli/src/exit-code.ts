/** The exit codes of all commands. */
export const exitCode = {
  done: 0,
  /** The command failed: no response, an error, no user signed in. */
  failed: 1,
  /** The command line, a setting or a registration is wrong. */
  usage: 2,
  /** The tenant or the API refused, or the user declined. */
  refused: 4,
  /** Ctrl-C. */
  SIGINT: 130,
  SIGTERM: 143,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
