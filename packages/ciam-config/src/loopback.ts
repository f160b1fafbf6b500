import { BlockList, isIP } from 'node:net';

/**
 * Whether a host name or address, as `URL.hostname` gives it, is this machine itself: `localhost`, 127.0.0.0/8 or ::1. Names
 * under `.localhost` are not, for Node.js may ask a DNS server for them.
 *
 * @see RFC 8252 §7.3
 */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (host === 'localhost') return true;
  const version = isIP(host);
  if (version === 0) return false;
  const loopback = new BlockList();
  loopback.addSubnet('127.0.0.0', 8, 'ipv4');
  loopback.addAddress('::1', 'ipv6');
  return loopback.check(host, version === 6 ? 'ipv6' : 'ipv4');
}

/** Whether a URL is https, or http to this machine itself. */
export function isHttpsOrLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}
