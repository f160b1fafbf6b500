import type { Operation } from '../operation.ts';
import { whole } from '../schemas.ts';

export const getHealth: Operation<object, { status: 'ok' }> = {
  method: 'GET',
  path: '/healthz',
  summary: 'Whether the tenant runs; for everyone',
  result: whole({ status: { enum: ['ok'] } }),
  isOpen: true,
  run: () => ({ status: 'ok' }),
};
