import type { ErrorFault } from '../control/faults.ts';
import { EntraError } from './entra-error.ts';

/** Creates the error of a fault. */
export function requestedError({ number, error, description, status, suberror }: ErrorFault): EntraError {
  return new EntraError(number, error, description, {
    ...(status === undefined ? {} : { status }),
    ...(suberror === undefined ? {} : { suberror }),
  });
}
