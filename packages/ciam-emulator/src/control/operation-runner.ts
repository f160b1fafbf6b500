import { Ajv } from 'ajv';

import { describeErrors, tenantSchema } from '../tenant/configuration.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { ControlInputError } from './control-errors.ts';
import { inputSchema } from './operation.ts';
import type { Operation } from './operation.ts';

/** Checks what an operation is given by its schema, then runs it, for every caller. */
export class OperationRunner {
  readonly #tenant: Tenant;
  /** By operation; Ajv keeps what it has compiled by the schema itself. */
  readonly #schemas = new Map<object, object>();
  #ajv: Ajv | undefined;

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
  }

  /** @throws ControlInputError naming every path that is wrong, and whatever the operation throws. */
  run<Input, Result>(operation: Operation<Input, Result>, input: unknown): Result {
    this.#ajv ??= new Ajv({ allErrors: true, verbose: true, discriminator: true, schemas: [tenantSchema()] });
    const schema = this.#schemas.get(operation) ?? inputSchema(operation);
    this.#schemas.set(operation, schema);
    const check = this.#ajv.compile<Input>(schema);
    if (!check(input)) throw new ControlInputError(describeErrors(check.errors ?? [], 'the input'));
    return operation.run(this.#tenant, input);
  }
}
