import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { RedisClient } from 'redis';
import { RedisError } from './redis-error.ts';

export interface RedisLogin {
  /**
   * `redis://…`, or `rediss://…` for TLS: the URL of a server, of any server of a cluster, or of a Sentinel
   * (`?master=<name>` if it watches several).
   */
  url: string;
  /**
   * Replaces the password in `url`, for one that changes, such as an access token. Called for each connection and every
   * 30 seconds. When the password changes, another connection takes over.
   */
  password?: (() => Promise<string>) | undefined;
}

export interface Address {
  host: string;
  port: number;
}

interface LoginOptions {
  database: number;
  credentialsProvider?: Credentials;
}

type Credentials = NonNullable<ReturnType<(typeof RedisClient)['parseURL']>['credentialsProvider']>;

/** Returns the options that connect to any server of the Redis in `url`, without the address. */
export function loginOptions({ url, password }: RedisLogin): LoginOptions {
  const { database = 0, credentialsProvider } = RedisClient.parseURL(url);
  if (!password) return { database, ...(credentialsProvider ? { credentialsProvider } : {}) };
  const username = decodeURIComponent(new URL(url).username) || 'default';
  const credentials = async (): Promise<{ username: string; password: string }> => {
    try {
      return { username, password: await password() };
    } catch (cause) {
      throw new RedisError('no_password', { cause });
    }
  };
  return { database, credentialsProvider: { type: 'async-credentials-provider', credentials } };
}

/** Returns the address in `url`. */
export function addressIn(url: string): Address {
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
}

export function nameOf({ host, port }: Address): string {
  return `${host}:${port}`;
}

/** The reverse of {@link nameOf}. */
export function addressOf(name: string): Address {
  const colon = name.lastIndexOf(':');
  return { host: name.slice(0, colon), port: Number(name.slice(colon + 1)) };
}

/**
 * Returns the socket options for a server other than the one in `url`, known only by its address. Its certificate may
 * be for that address or for the name in `url`.
 */
export function socketTo(address: Address, url: string): Address & Partial<TlsOptions> {
  const { host: named } = addressIn(url);
  // A cluster with a single server may not know its own address.
  const { port } = address;
  const host = address.host || named;
  if (!url.startsWith('rediss:')) return { host, port };
  const servername = isIP(host) === 0 ? host : named;
  return {
    host,
    port,
    tls: true,
    ...(isIP(servername) === 0 ? { servername } : {}),
    checkServerIdentity: (_name, certificate) =>
      checkServerIdentity(named, certificate) && checkServerIdentity(host, certificate),
  };
}

interface TlsOptions {
  tls: true;
  servername: string;
  checkServerIdentity: (name: string, certificate: PeerCertificate) => Error | undefined;
}
