import yargs from 'yargs';

const defaultPort = 4400;

export interface CommandOptions {
  port: number;
  quiet: boolean;
}

/** Reads the command line, and EMULATOR_PORT where `--port` is not given. */
export function readArguments(argv: string[], env: Record<string, string | undefined>): CommandOptions {
  const { port, quiet } = yargs(argv)
    .scriptName('ciam-emulator')
    .usage('$0\n\nRuns a local External ID tenant.')
    .option('port', {
      type: 'number',
      default: Number(env.EMULATOR_PORT || defaultPort),
      describe: 'port to listen on (EMULATOR_PORT)',
    })
    .option('quiet', { type: 'boolean', default: false, describe: 'print nothing but errors' })
    .check(({ port: value }) => {
      if (Number.isInteger(value) && value >= 0 && value <= 65_535) return true;
      throw new Error('The port must be a whole number from 0 to 65535. Set it with --port or EMULATOR_PORT.');
    })
    .strict()
    .version(false)
    .parseSync();
  return { port, quiet };
}
