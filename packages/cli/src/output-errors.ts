/**
 * Lets a reader of the output stop early, as `head` does. Any other failure to write it, such as a full disk, is reported on
 * standard error, and the exit code becomes 1.
 */
export function reportOutputErrors(program: NodeJS.Process): void {
  program.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    program.stderr.write(`The output could not be written (${error.code ?? error.message}).\n`);
    program.exitCode = 1;
  });
  program.stderr.on('error', () => undefined);
}
