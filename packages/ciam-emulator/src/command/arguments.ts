import yargs from 'yargs';

const defaultPort = 4400;

export interface CommandOptions {
  port: number;
  host: string;
  allowRemote: boolean;
  config: string | undefined;
  issuer: 'origin' | 'guid-host';
  tls: boolean;
  tlsFolder: string;
  quiet: boolean;
}

/** Reads the command line, and EMULATOR_PORT where `--port` is not given. Ends the process on `--help` and on mistakes. */
export function readArguments(argv: string[], env: Record<string, string | undefined>): CommandOptions {
  const { port, host, allowRemote, config, issuer, tls, tlsFolder, quiet } = yargs(argv)
    .scriptName('ciam-emulator')
    .usage('$0 [options]\n\nRuns a local External ID tenant.')
    .option('port', {
      type: 'number',
      default: Number(env.EMULATOR_PORT || defaultPort),
      describe: 'port to listen on (EMULATOR_PORT); 0 takes a free one',
    })
    .option('config', { type: 'string', requiresArg: true, describe: 'JSON file with the tenant' })
    .option('tls', { type: 'boolean', default: false, describe: 'serve https with a certificate of a local authority' })
    .option('tls-folder', {
      type: 'string',
      default: '.ciam-emulator',
      requiresArg: true,
      describe: 'where the local authority is kept',
    })
    .option('issuer', {
      choices: ['origin', 'guid-host'] as const,
      default: 'origin' as const,
      describe: 'whose issuer tokens carry: its own origin, or <tenantId>.ciamlogin.com as those of real tenants do',
    })
    .option('host', { type: 'string', default: '127.0.0.1', requiresArg: true, describe: 'address to listen on' })
    .option('allow-remote', { type: 'boolean', default: false, describe: 'let --host be open to other machines' })
    .option('quiet', { type: 'boolean', default: false, describe: 'print nothing but errors' })
    .check(({ port: value }) => {
      if (Number.isInteger(value) && value >= 0 && value <= 65_535) return true;
      throw new Error('The port must be a whole number from 0 to 65535. Set it with --port or EMULATOR_PORT.');
    })
    .strict()
    .version(false)
    .parseSync();
  return { port, host, allowRemote, config, issuer, tls, tlsFolder, quiet };
}
