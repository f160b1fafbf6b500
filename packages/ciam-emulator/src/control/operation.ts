import type { Tenant } from '../tenant/tenant.ts';
import { object, type ObjectSchema, type Schema } from './schemas.ts';

/** An operation on a tenant, available in process and over HTTP. */
export interface Operation<Input, Result> {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** The path below `/_emulator`. `{name}` is a property of the input. */
  path: string;
  summary: string;
  /**
   * The schema of the input besides the path: in the query of GET and DELETE, in the body of POST and PATCH. Absent if
   * there is none.
   */
  input?: Schema | (() => ObjectSchema);
  /** The schema of the result. Absent if there is none. */
  result?: Schema;
  /** The other statuses over HTTP: 404 if the named entry does not exist, 408 if nothing arrived in time. */
  refusals?: readonly (404 | 408)[];
  /** Whether anyone may call it, under any host name. */
  isOpen?: true;
  run: (tenant: Tenant, input: Input) => Result;
}

/** Returns the schema of an operation's input. */
export function inputSchema({ input = object({}) }: Operation<never, unknown>): Schema {
  return typeof input === 'function' ? input() : input;
}

/** Returns the names of the properties in a path. */
export function pathNames(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}
