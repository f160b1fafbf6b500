import { isHost, shortWords } from 'ciam-config/env-file';
import yargs from 'yargs';

import type { EmulatorSettings } from '../config.ts';

const defaultPort = '4400';

export interface CommandOptions {
  port: number;
  host: string;
  allowRemote: boolean;
  origin: string | undefined;
  backChannelOrigin: string | undefined;
  controlToken: string | undefined;
  config: string | undefined;
  keys: string | undefined;
  issuer: 'origin' | 'guid-host';
  tls: boolean;
  tlsFolder: string;
  quiet: boolean;
  json: boolean;
}

/** The command was called in a way that it does not know. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'usage';
}

/**
 * Reads the command line, and the settings where `--port` is not given. `--help` prints and ends the process.
 * @throws UsageError
 */
export function readArguments(argv: string[], settings: EmulatorSettings): CommandOptions {
  const {
    port,
    host,
    allowRemote,
    origin,
    backChannelOrigin,
    controlToken,
    config,
    keys,
    issuer,
    tls,
    tlsFolder,
    quiet,
    json,
  } = yargs(argv)
    .scriptName('ciam-emulator')
    .usage('$0 [options]\n\nRuns a local External ID tenant.')
    .option('port', {
      type: 'string',
      requiresArg: true,
      default: settings.port ?? defaultPort,
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
    .option('keys', {
      type: 'string',
      requiresArg: true,
      describe: 'file with the signing keys, made when it is missing: tokens stay good when it starts again',
    })
    .option('issuer', {
      choices: ['origin', 'guid-host'] as const,
      default: 'origin' as const,
      describe: 'whose issuer tokens carry: its own origin, or <tenantId>.ciamlogin.com as those of real tenants do',
    })
    .option('host', { type: 'string', default: '127.0.0.1', requiresArg: true, describe: 'address to listen on' })
    .option('allow-remote', { type: 'boolean', default: false, describe: 'let --host be open to other machines' })
    .option('origin', {
      type: 'string',
      requiresArg: true,
      describe: 'scheme, host and port that it is reached by, such as http://emulator:4400',
    })
    .option('back-channel-origin', {
      type: 'string',
      requiresArg: true,
      describe: 'the same for apps, where browsers use --origin: http://emulator:4400 between containers',
    })
    .option('control-token', {
      type: 'string',
      requiresArg: true,
      describe: 'opens the control API to other machines that send this bearer token (EMULATOR_CONTROL_TOKEN)',
    })
    .option('json', { type: 'boolean', default: false, describe: 'print one line of JSON once it listens' })
    .option('quiet', { type: 'boolean', default: false, describe: 'print nothing but errors' })
    .check(({ quiet: silent, json: line, ...given }) => {
      for (const [name, value] of Object.entries(given)) {
        if (value === '') throw new UsageError(`--${name} needs a value.\nSee ciam-emulator --help.`);
        if (name !== '_' && Array.isArray(value)) throw new UsageError(`Give --${name} once.`);
      }
      if (!/^\d{1,5}$/.test(given.port) || Number(given.port) > 65_535) {
        throw new UsageError('The port must be a whole number from 0 to 65535. Set it with --port or EMULATOR_PORT.');
      }
      if (!isHost(given.host))
        throw new UsageError('--host is not an address or a host name.\nSee ciam-emulator --help.');
      if (silent && line) throw new UsageError('--quiet prints nothing and --json a line: choose one.');
      return true;
    })
    .strict()
    .detectLocale(false)
    .version(false)
    .fail((message: string, error: Error | undefined) => {
      // What yargs itself finds wrong it calls YError, or nothing.
      if (error && error.name !== 'YError') throw error;
      throw new UsageError(`${shortWords(message).replace(/\.?$/, '.')}\nSee ciam-emulator --help.`);
    })
    .parseSync();
  return {
    port: Number(port),
    host,
    allowRemote,
    origin,
    backChannelOrigin,
    controlToken: controlToken ?? settings.controlToken,
    config,
    keys,
    issuer,
    tls,
    tlsFolder,
    quiet,
    json,
  };
}
