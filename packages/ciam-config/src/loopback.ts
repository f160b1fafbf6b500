import { BlockList, isIP } from 'node:net';
import { looksSecret } from './redact.ts';

/** Created once, because servers check every request. */
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Whether a host name or address, as in `URL.hostname`, is this machine: `localhost`, 127.0.0.0/8 or ::1. Names under
 * `.localhost` are not, because Node.js may look them up on a DNS server.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8252#section-7.3
 */
export function isLoopback(hostname: string): boolean {
  const host = withoutBrackets(hostname.toLowerCase());
  if (host === 'localhost') return true;
  const version = isIP(host);
  if (version === 0) return false;
  return loopback.check(host, version === 6 ? 'ipv6' : 'ipv4');
}

/** Whether a URL is https, or http to this machine or one of `httpHosts`. */
export function isHttpsOrLoopback(url: string, httpHosts: readonly string[] = []): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && (isLoopback(hostname) || httpHosts.includes(hostname)));
}

/**
 * Whether a string is an IP address or has the form of a host name; the host need not exist. A string that looks like a
 * key or a token is rejected.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1123#page-13
 */
export function isHost(text: string): boolean {
  const label = /^(?!-)[\w-]{1,63}(?<!-)$/;
  if (isIP(withoutBrackets(text)) !== 0) return true;
  return text.length <= 253 && !looksSecret(text) && text.split('.').every((part) => label.test(part));
}

/** Removes the brackets of an IPv6 address in a URL: `::1` for `[::1]`. */
export function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
