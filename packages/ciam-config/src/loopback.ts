import { BlockList, isIP } from 'node:net';
import { looksSecret } from './redact.ts';

/** Made once: servers ask with each request. */
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Whether a host name or address, as `URL.hostname` gives it, is this machine itself: `localhost`, 127.0.0.0/8 or ::1. Names
 * under `.localhost` are not, because Node.js may ask a DNS server for them.
 *
 * @see RFC 8252 §7.3
 */
export function isLoopback(hostname: string): boolean {
  const host = withoutBrackets(hostname.toLowerCase());
  if (host === 'localhost') return true;
  const version = isIP(host);
  if (version === 0) return false;
  return loopback.check(host, version === 6 ? 'ipv6' : 'ipv4');
}

/** Whether a URL is https, or http to this machine itself or one of `httpHosts`. */
export function isHttpsOrLoopback(url: string, httpHosts: readonly string[] = []): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && (isLoopback(hostname) || httpHosts.includes(hostname)));
}

/**
 * Whether a text is an IP address or has the form of a host name, which may still be unknown. What looks like a key or a token is
 * not taken for a name.
 *
 * @see RFC 1123 §2.1
 */
export function isHost(text: string): boolean {
  const label = /^(?!-)[\w-]{1,63}(?<!-)$/;
  if (isIP(withoutBrackets(text)) !== 0) return true;
  return text.length <= 253 && !looksSecret(text) && text.split('.').every((part) => label.test(part));
}

/** The address in `[::1]`, which is how IPv6 stands in a URL. */
export function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
