import { isIP } from 'node:net';
import { type EnvironmentReader, isHost } from 'ciam-config';

export interface ServerSettings {
  /** The address to listen on. Default: every interface. */
  host?: string;
  logLevel: (typeof logLevels)[number];
  /** Whether NODE_ENV is `production` or `prod`, ignoring case. */
  production: boolean;
  /** The value of Express's `trust proxy`: a number of proxies, their addresses, or all or none. */
  trustProxy: number | string | boolean;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Names of log levels in .NET, Python, npm, syslog and others. Their numbers contradict each other, so they are not accepted. */
const platformLevels: Readonly<Record<string, ServerSettings['logLevel']>> = {
  // The numbers in pino's log lines.
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
  emergency: 'fatal',
  emerg: 'fatal',
  alert: 'fatal',
  critical: 'fatal',
  crit: 'fatal',
  panic: 'fatal',
  err: 'error',
  severe: 'error',
  wrn: 'warn',
  warning: 'warn',
  notice: 'info',
  information: 'info',
  informational: 'info',
  inf: 'info',
  config: 'info',
  default: 'info',
  log: 'info',
  http: 'info',
  dbg: 'debug',
  verbose: 'debug',
  fine: 'debug',
  finer: 'trace',
  finest: 'trace',
  silly: 'trace',
  all: 'trace',
  off: 'silent',
  none: 'silent',
  quiet: 'silent',
  disabled: 'silent',
};

/** Reads HOST, LOG_LEVEL, NODE_ENV and TRUST_PROXY. */
export function readServerSettings(read: EnvironmentReader): ServerSettings {
  const { production } = read;
  const purpose = 'the address to listen on; by default this machine alone, in production every interface';
  const host = read.optional('HOST', { purpose })?.replace(/^\[(.*)\]$/, '$1');
  if (host && !isHost(host)) read.problem('HOST', `HOST is not an address or a host name. It is ${purpose}.`);
  const logLevel = read.oneOf('LOG_LEVEL', {
    purpose: 'the log level, as a word, because numbers differ between programs',
    values: logLevels,
    aliases: platformLevels,
    default: 'info',
  });
  const trustProxy = read.optional('TRUST_PROXY', {
    purpose: 'the number of reverse proxies in front of this server, or their addresses, comma-separated',
  });
  const listenHost = host ?? (production ? undefined : '127.0.0.1');
  return {
    ...(listenHost === undefined ? {} : { host: listenHost }),
    logLevel,
    production,
    trustProxy: parseTrustProxy(read, trustProxy),
  };
}

/** Converts numbers, because Express treats the string '1' as an address and then trusts nothing. */
function parseTrustProxy(read: EnvironmentReader, value: string | undefined): number | string | boolean {
  if (value === undefined || /^(?:false|0)$/i.test(value)) return false;
  if (/^true$/i.test(value)) return true;
  if (/^\d+$/.test(value)) return Number(value);
  if (value.split(',').every((part) => isAddressRange(part.trim()))) return value;
  read.problem('TRUST_PROXY', 'TRUST_PROXY is neither a number of proxies nor their addresses, comma-separated.');
  return false;
}

/** Accepts the addresses that Express accepts, except spellings that only its parser knows, such as 0x1. */
function isAddressRange(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits, ...more] = text.split('/');
  const maxBits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= maxBits);
  return maxBits > 0 && fits && more.length === 0;
}
