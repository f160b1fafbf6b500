import type { EnvironmentReader } from 'ciam-config';
import express from 'express';

export interface ServerSettings {
  /** Where to listen; absent is every interface. */
  host?: string;
  logLevel: (typeof logLevels)[number];
  /** NODE_ENV is `production`, in any case: who writes `Production` means it. */
  production: boolean;
  /** For Express's `trust proxy`: a number of proxies, their addresses, or all or none of them. */
  trustProxy: number | string | boolean;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Reads HOST, LOG_LEVEL, NODE_ENV and TRUST_PROXY. */
export function readServerSettings(read: EnvironmentReader): ServerSettings {
  const nodeEnv = read.optional('NODE_ENV', { purpose: 'production, or anything else' });
  const production = nodeEnv?.toLowerCase() === 'production';
  const host = read.optional('HOST', {
    purpose: 'the address to listen on; by default this machine alone, in production every interface',
  });
  const logLevel = read.oneOf('LOG_LEVEL', {
    purpose: 'how much to log',
    values: logLevels,
    default: 'info',
  });
  const trustProxy = read.optional('TRUST_PROXY', {
    purpose: 'how many reverse proxies stand before this server, or their addresses, comma-separated',
  });
  const listenHost = host ?? (production ? undefined : '127.0.0.1');
  return {
    ...(listenHost === undefined ? {} : { host: listenHost }),
    logLevel,
    production,
    trustProxy: parseTrustProxy(read, trustProxy),
  };
}

/** Express takes the string '1' for an address, and then trusts nothing. */
function parseTrustProxy(read: EnvironmentReader, value: string | undefined): number | string | boolean {
  if (value === undefined || value === 'false' || value === '0') return false;
  if (value === 'true') return true;
  if (/^\d+$/.test(value)) return Number(value);
  try {
    express().set('trust proxy', value);
    return value;
  } catch {
    read.problem('TRUST_PROXY', 'TRUST_PROXY is neither a number of proxies nor their addresses, comma-separated.');
    return false;
  }
}
