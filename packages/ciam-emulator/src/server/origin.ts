import { isIP } from 'node:net';
import { isLoopbackName } from './loopback.ts';

/** A setting for the emulator's address is malformed. */
export class OriginError extends Error {
  override readonly name = 'OriginError';
  readonly code = 'origin_invalid';
}

/**
 * Reads an origin.
 *
 * @throws {OriginError} when it is more or less than scheme, host and port
 */
export function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new OriginError(
    'The origin must be http: or https: with a host and nothing after it, as in http://localhost:4400.',
  );
}

/** The addresses of the emulator. */
export interface Reach {
  /** The default: scheme, host and port for requests that use none of the names below. */
  origin: string;
  /** The origin for apps, if it differs from the browsers', which is then `origin`. */
  backChannel: string | undefined;
  /** The origin at which this process reaches it. */
  local: string;
  /**
   * The names that it responds to: only those of `origin` and `backChannel`, also those of this machine, or also those
   * of a private network.
   */
  follows: 'none' | 'loopback' | 'network';
}

/** The origins in the response to a request. */
export interface Names {
  /** The origin for browsers and the issuer. */
  origin: string;
  /** The origin for apps' own requests. */
  backChannel: string;
}

/** Whether a host, with or without a port, is that of a real tenant. */
export function isRealHost(host: string): boolean {
  return /^[a-z0-9-]+\.ciamlogin\.com\.?(:\d+)?$/i.test(host);
}

const graphHost = 'graph.microsoft.com';

/**
 * Chooses the origins for a response by the `Host` of the request. A browser can be led here under any name that
 * someone owns (DNS rebinding), so only known names get a response.
 *
 * @returns undefined for an unknown name
 */
export function namesFor(host: string, { origin, backChannel, follows }: Omit<Reach, 'local'>): Names | undefined {
  const same = (name: string): Names => ({ origin: name, backChannel: name });
  const asked = `${new URL(origin).protocol}//${host}`;
  if (!URL.canParse(asked)) return undefined;
  const url = new URL(asked);
  // The address of all interfaces is nobody's name, and pages of other sites use it to evade the rules for loopback
  // addresses.
  if (['0.0.0.0', '[::]'].includes(url.hostname)) return undefined;
  // Under the name of a real tenant, it responds like one.
  if (isRealHost(url.host)) return same(new URL(`https://${host}`).origin);
  const name = nameOf(url);
  if (follows !== 'none') {
    const known = isLoopbackName(url.hostname) || (follows === 'network' && isPrivateName(name));
    if (known) return same(url.origin);
  } else if (backChannel !== undefined && isReachedBy(url, backChannel) && url.host !== new URL(origin).host) {
    return { origin, backChannel };
  }
  const known = [new URL(origin).hostname, graphHost].includes(name);
  return known || isLoopbackName(url.hostname) || isAddress(name) ? same(origin) : undefined;
}

/** Removes the trailing dot of a fully qualified name: `localhost.` is `localhost`. */
function nameOf({ hostname }: URL): string {
  return hostname.replace(/\.$/, '');
}

function isReachedBy(url: URL, origin: string): boolean {
  return new URL(origin).hostname === nameOf(url);
}

/** Whether nobody can own a name on the Internet: addresses, and names of containers. */
function isPrivateName(hostname: string): boolean {
  return isAddress(hostname) || !hostname.includes('.') || hostname === 'host.docker.internal';
}

function isAddress(hostname: string): boolean {
  return isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0;
}

/** Returns a host for use in a URL. The address of all interfaces becomes that of this machine. */
export function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  const plain = host.replaceAll(/[[\]]/g, '');
  if (plain === '::') return '[::1]';
  return plain.includes(':') ? `[${plain}]` : host;
}
