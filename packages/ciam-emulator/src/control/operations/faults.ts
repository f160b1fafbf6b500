import { faultSchema } from '../fault-schema.ts';
import type { Fault } from '../faults.ts';
import type { Operation } from '../operation.ts';
import { listOf } from '../schemas.ts';

export const listFaults: Operation<object, readonly Fault[]> = {
  method: 'GET',
  path: '/faults',
  summary: 'The faults to come, with what is left of them',
  result: listOf(faultSchema),
  run: ({ faults }) => faults.list,
};

export const addFault: Operation<Fault, void> = {
  method: 'POST',
  path: '/faults',
  summary: 'Makes something go wrong at an endpoint',
  input: faultSchema,
  run: ({ faults }, fault) => faults.add(fault),
};

export const clearFaults: Operation<object, void> = {
  method: 'DELETE',
  path: '/faults',
  summary: 'No more faults',
  run: ({ faults }) => faults.clear(),
};
