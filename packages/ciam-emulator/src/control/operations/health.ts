import type { Operation } from '../operation.ts';
import { allRequired } from '../schemas.ts';

export const getHealth: Operation<object, { status: 'ok' }> = {
  method: 'GET',
  path: '/healthz',
  summary: 'Checks that the tenant runs. Open to everyone',
  result: allRequired({ status: { enum: ['ok'] } }),
  isOpen: true,
  run: () => ({ status: 'ok' }),
};
