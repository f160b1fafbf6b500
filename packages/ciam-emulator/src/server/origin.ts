import { isIP } from 'node:net';

import { isLoopbackName } from './loopback.ts';

/** An address that the emulator is to be reached by cannot be one. */
export class OriginError extends Error {
  override readonly name = 'OriginError';
  readonly code = 'origin_invalid';
}

/** @throws {OriginError} unless it is scheme, host and port, and no more */
export function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new OriginError(
    'The origin must be http: or https: with a host and nothing after it, as in http://localhost:4400.',
  );
}

/** How the emulator is reached. */
export interface Reach {
  /** Scheme, host and port for everyone who asks by none of the names below. */
  origin: string;
  /** How apps reach it where that differs from how browsers do; `origin` is what browsers see then. */
  backChannel: string | undefined;
  /** The same, as this process reaches it. */
  local: string;
  /** Which names it responds to: those of `origin` and `backChannel`, those of this machine, or a private network's too. */
  follows: 'none' | 'loopback' | 'network';
}

/** What the response to a request names. */
export interface Names {
  /** What browsers and the issuer see. */
  origin: string;
  /** Where apps send their own requests. */
  backChannel: string;
}

/** Whether a host, with or without a port, is one of the real tenants'. */
export function isRealHost(host: string): boolean {
  return /^[a-z0-9-]+\.ciamlogin\.com\.?(:\d+)?$/i.test(host);
}

const graphHost = 'graph.microsoft.com';

/**
 * What belongs in the response to a request, by its `Host`. A browser can be led here under any name that someone owns
 * (DNS rebinding), so only known names get a response.
 * @returns undefined for a name that is not known
 */
export function namesFor(host: string, { origin, backChannel, follows }: Omit<Reach, 'local'>): Names | undefined {
  const same = (name: string): Names => ({ origin: name, backChannel: name });
  const asked = `${new URL(origin).protocol}//${host}`;
  if (!URL.canParse(asked)) return undefined;
  const url = new URL(asked);
  // Every interface at once is nobody's name, and how pages of other sites get around the rules for loopback addresses.
  if (['0.0.0.0', '[::]'].includes(url.hostname)) return undefined;
  // Asked by the name of a real tenant, it responds as one.
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

/** `localhost.` is `localhost`: the dot says that nothing is to be added to the name. */
function nameOf({ hostname }: URL): string {
  return hostname.replace(/\.$/, '');
}

function isReachedBy(url: URL, origin: string): boolean {
  return new URL(origin).hostname === nameOf(url);
}

/** Names that no one can own on the Internet: those of containers, and addresses. */
function isPrivateName(hostname: string): boolean {
  return isAddress(hostname) || !hostname.includes('.') || hostname === 'host.docker.internal';
}

function isAddress(hostname: string): boolean {
  return isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0;
}

/** A host as it stands in an address; one that means every interface is reached by this machine's own. */
export function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  const plain = host.replaceAll(/[[\]]/g, '');
  if (plain === '::') return '[::1]';
  return plain.includes(':') ? `[${plain}]` : host;
}
