import { isLoopbackName } from './loopback.ts';

/** The address that the emulator is to be reached by is none. */
export class OriginError extends Error {
  override readonly name = 'OriginError';
  readonly code = 'origin_invalid';
}

/** @throws OriginError unless it is scheme, host and port, and no more. */
export function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new OriginError(`The origin must be http: or https: with a host, and no path: "${text}" is not.`);
}

/** How the emulator is reached. */
export interface Reach {
  /** Scheme, host and port, for who asks by none of the names below. */
  origin: string;
  /** The same, as this process reaches it. */
  local: string;
  /** By which names it answers under the name that it was asked by. */
  follows: 'none' | 'loopback' | 'any';
}

/** Whether a host, with or without a port, is one of the real service. */
export function isRealHost(host: string): boolean {
  return /^[a-z0-9-]+\.ciamlogin\.com(:\d+)?$/i.test(host);
}

/** The origin that belongs into the response to a request, by its `Host`. */
export function originFor(host: string, { origin, follows }: Omit<Reach, 'local'>): string {
  const { protocol } = new URL(origin);
  // Asked as the real service, it answers as the real service does.
  if (isRealHost(host)) return new URL(`https://${host}`).origin;
  const asked = `${protocol}//${host}`;
  if (follows === 'none' || host === '' || !URL.canParse(asked)) return origin;
  const url = new URL(asked);
  return follows === 'any' || isLoopbackName(url.hostname) ? url.origin : origin;
}

/** A host as it stands in an address; one that means every interface is reached by this machine's own. */
export function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  const plain = host.replaceAll(/[[\]]/g, '');
  if (plain === '::') return '[::1]';
  return plain.includes(':') ? `[${plain}]` : host;
}
