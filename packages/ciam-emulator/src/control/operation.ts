import type { Tenant } from '../tenant/tenant.ts';
import { object } from './schemas.ts';
import type { ObjectSchema, Schema } from './schemas.ts';

/** One thing that can be done to a tenant, the same in process and over HTTP. */
export interface Operation<Input, Result> {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/_emulator`; `{name}` is a property of the input. */
  path: string;
  summary: string;
  /** What it takes, besides the path: in the query of GET and DELETE, in the body of POST and PATCH. Nothing when absent. */
  input?: Schema | (() => ObjectSchema);
  /** What it results in; nothing when absent. */
  result?: Schema;
  /** How else it can end over HTTP: what was named does not exist, what was waited for did not come. */
  refusals?: readonly (404 | 408)[];
  /** Anyone may ask, by any host name. */
  isOpen?: true;
  run: (tenant: Tenant, input: Input) => Result;
}

/** The schema of what an operation takes. */
export function inputSchema({ input = object({}) }: Operation<never, unknown>): Schema {
  return typeof input === 'function' ? input() : input;
}

/** Names of the input's properties that stand in the path. */
export function pathNames(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}
