/**
 * Lets a reader of the output stop early, as `head` does. Reports any other write error, such as a full disk, on
 * standard error and sets the exit code to 1.
 */
export function reportOutputErrors(program: NodeJS.Process): void {
  program.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    program.stderr.write(`The output could not be written (${error.code ?? error.message}).\n`);
    program.exitCode = 1;
  });
  program.stderr.on('error', () => undefined);
}
