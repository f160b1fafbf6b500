import { parseArgs } from 'node:util';
import { isHost, isRefusedByBrowsers, shortWords } from 'ciam-config/env-file';
import type { EmulatorSettings } from '../config.ts';

export const usage = `ciam-emulator [options]

Starts a local External ID tenant.

Options:
  --port <number>          Port to listen on (EMULATOR_PORT). Default: 4400.
                           With 0, uses a free port.
  --config <file>          JSON file that describes the tenant.
  --tls                    Serve https with a certificate of a local
                           certificate authority.
  --tls-folder <folder>    Folder of the local certificate authority.
                           Default: .ciam-emulator.
  --keys <file>            File with the signing keys, so that tokens stay
                           valid after a restart. Created if missing.
  --issuer <issuer>        Issuer in tokens: origin, the tenant's own (default),
                           or guid-host, <tenantId>.ciamlogin.com, as in real
                           tenants.
  --host <address>         Address to listen on. Default: 127.0.0.1.
  --allow-remote           Allow a --host that other machines can reach.
  --origin <origin>        Scheme, host and port that apps and browsers use,
                           such as http://emulator:4400.
  --back-channel-origin <origin>
                           The same for apps only, if browsers use --origin.
  --control-token <token>  Allow other machines that send this bearer token to
                           use the control API (EMULATOR_CONTROL_TOKEN).
  --json                   Print one line of JSON when the tenant listens.
  --quiet                  Print only errors.
  --version                Print the version.
  --help, -h               Show this help.
`;

const issuers = ['origin', 'guid-host'] as const;

export interface CommandOptions {
  port: number;
  host: string;
  allowRemote: boolean;
  origin: string | undefined;
  backChannelOrigin: string | undefined;
  controlToken: string | undefined;
  config: string | undefined;
  keys: string | undefined;
  issuer: (typeof issuers)[number];
  tls: boolean;
  tlsFolder: string;
  quiet: boolean;
  json: boolean;
  version: boolean;
  help: boolean;
}

/** The command line is wrong. The message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'usage';

  constructor(problem: string, options?: ErrorOptions) {
    super(`${problem}\nSee ciam-emulator --help.`, options);
  }
}

/**
 * Reads the command line, and takes options that are not given from the settings.
 *
 * @throws {UsageError} for an unknown option or an invalid value
 */
export function readArguments(args: string[], settings: EmulatorSettings): CommandOptions {
  const { values, tokens } = parse(args);
  const names = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new UsageError(`Give --${repeated} once.`);
  for (const [name, value] of Object.entries(values)) {
    if (value === '') throw new UsageError(`--${name} needs a value.`);
  }
  const { port = settings.port ?? '4400', host = '127.0.0.1', quiet = false, json = false } = values;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new UsageError('The port must be a whole number from 0 to 65535. Set it with --port or EMULATOR_PORT.');
  }
  if (isRefusedByBrowsers(Number(port))) {
    throw new UsageError(
      'Browsers refuse to open that port. Set another one, such as 4400, with --port or EMULATOR_PORT.',
    );
  }
  if (!isHost(host)) throw new UsageError('--host is not an address or a host name.');
  if (quiet && json) throw new UsageError('--quiet prints nothing and --json a line: choose one.');
  const issuer = issuers.find((name) => name === (values.issuer ?? 'origin'));
  if (!issuer) throw new UsageError(`--issuer must be ${issuers.join(' or ')}.`);
  return {
    port: Number(port),
    host,
    allowRemote: values['allow-remote'] ?? false,
    origin: values.origin,
    backChannelOrigin: values['back-channel-origin'],
    controlToken: values['control-token'] ?? settings.controlToken,
    config: values.config,
    keys: values.keys,
    issuer,
    tls: values.tls ?? false,
    tlsFolder: values['tls-folder'] ?? '.ciam-emulator',
    quiet,
    json,
    version: values.version ?? false,
    help: values.help ?? false,
  };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args,
      tokens: true,
      options: {
        port: text,
        config: text,
        tls: flag,
        'tls-folder': text,
        keys: text,
        issuer: text,
        host: text,
        'allow-remote': flag,
        origin: text,
        'back-channel-origin': text,
        'control-token': text,
        json: flag,
        quiet: flag,
        version: flag,
        help: { ...flag, short: 'h' },
      },
    });
  } catch (cause) {
    // Node appends hints for developers.
    const [problem = ''] = (cause instanceof Error ? cause.message : String(cause)).split(/(?<=')\. |\.?\n/);
    throw new UsageError(`${shortWords(problem)}.`, { cause });
  }
}
