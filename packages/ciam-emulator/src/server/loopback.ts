import { isIPv4 } from 'node:net';

/** Whether an address of a socket is this machine's own. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

/** Whether the name or address of a host stands for this machine alone. */
export function isLoopbackName(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  // A name may begin with 127, too: 127.example.com belongs to someone else.
  return name === 'localhost' || name === '[::1]' || name === '::1' || (isIPv4(name) && isLoopbackAddress(name));
}
