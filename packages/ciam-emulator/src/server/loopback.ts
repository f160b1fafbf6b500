import { isIPv4 } from 'node:net';

/** Whether an address of a socket is this machine's own. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

/** Whether the name or address of a host stands for this machine alone. */
export function isLoopbackName(host: string): boolean {
  // A name may begin with 127, too: 127.example.com belongs to someone else.
  return host === 'localhost' || host === '[::1]' || host === '::1' || (isIPv4(host) && isLoopbackAddress(host));
}
