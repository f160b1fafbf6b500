import { faultSchema } from '../fault-schema.ts';
import type { Fault } from '../faults.ts';
import type { Operation } from '../operation.ts';
import { listOf } from '../schemas.ts';

export const listFaults: Operation<object, readonly Fault[]> = {
  method: 'GET',
  path: '/faults',
  summary: 'Lists the pending faults, with the `after` and `times` that remain',
  result: listOf(faultSchema),
  run: ({ faults }) => faults.list,
};

export const addFault: Operation<Fault, void> = {
  method: 'POST',
  path: '/faults',
  summary: 'Adds a fault at an endpoint',
  input: faultSchema,
  run: ({ faults }, fault) => faults.add(fault),
};

export const clearFaults: Operation<object, void> = {
  method: 'DELETE',
  path: '/faults',
  summary: 'Removes all faults',
  run: ({ faults }) => faults.clear(),
};
