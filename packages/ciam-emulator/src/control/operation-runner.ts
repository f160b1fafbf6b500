import { Ajv } from 'ajv';

import { describeErrors, tenantSchema } from '../tenant/configuration.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { ControlInputError } from './control-errors.ts';
import { inputSchema } from './operation.ts';
import type { Operation } from './operation.ts';

/** Made once, as are the schemas below: compiling them takes a tenth of a second, and a suite of tests starts many tenants. */
let ajv: Ajv | undefined;

/** By operation; Ajv keeps what it has compiled by the schema itself. */
const schemas = new Map<object, object>();

/** Checks what an operation is given by its schema, then runs it, for every caller. */
export class OperationRunner {
  readonly #tenant: Tenant;

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
  }

  /** @throws ControlInputError naming every path that is wrong, and whatever the operation throws. */
  run<Input, Result>(operation: Operation<Input, Result>, input: unknown): Result {
    ajv ??= new Ajv({ allErrors: true, verbose: true, discriminator: true, schemas: [tenantSchema()] });
    const schema = schemas.get(operation) ?? inputSchema(operation);
    schemas.set(operation, schema);
    const check = ajv.compile<Input>(schema);
    if (!check(input)) throw new ControlInputError(describeErrors(check.errors ?? [], 'the input'));
    return operation.run(this.#tenant, input);
  }
}
