import { isIPv6 } from 'node:net';
import { isLoopbackName } from '../server/loopback.ts';
import { readOrigin } from '../server/origin.ts';

/**
 * Returns the names that the certificate needs besides those of this machine.
 *
 * @throws {OriginError} when an origin is malformed
 */
export function certificateNames(host: string, origins: readonly (string | undefined)[]): string[] {
  const given = origins.filter((origin) => origin !== undefined);
  const names = [host, ...given.map((origin) => new URL(readOrigin(origin)).hostname)];
  const isUnspecified = (name: string) => name === '0.0.0.0' || isIPv6(name.replaceAll(/[[\]]/g, ''));
  return names.filter((name) => !isLoopbackName(name) && !isUnspecified(name));
}
