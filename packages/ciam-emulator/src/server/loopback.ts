import { isIPv4 } from 'node:net';

/** Whether the address of a socket is a loopback address. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

/** Whether a host name or address refers only to this machine. */
export function isLoopbackName(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  // A name may also begin with 127: 127.example.com belongs to someone else.
  return name === 'localhost' || name === '[::1]' || name === '::1' || (isIPv4(name) && isLoopbackAddress(name));
}
