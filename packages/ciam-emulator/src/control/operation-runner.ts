import { Ajv } from 'ajv';
import { describeErrors, tenantSchema } from '../tenant/configuration.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { ControlInputError } from './control-errors.ts';
import { inputSchema, type Operation } from './operation.ts';

/**
 * Created once, like the schemas below: compiling them takes a tenth of a second, and test suites start many tenants.
 */
let ajv: Ajv | undefined;

/** By operation, because Ajv caches compiled schemas by identity. */
const schemas = new Map<object, object>();

/** Validates the input of an operation and runs it, for every kind of caller. */
export class OperationRunner {
  readonly #tenant: Tenant;

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
  }

  /**
   * Runs an operation.
   *
   * @throws {ControlInputError} naming every wrong path; otherwise the error of the operation
   */
  run<Input, Result>(operation: Operation<Input, Result>, input: unknown): Result {
    ajv ??= new Ajv({ allErrors: true, verbose: true, discriminator: true, schemas: [tenantSchema()] });
    const schema = schemas.get(operation) ?? inputSchema(operation);
    schemas.set(operation, schema);
    const check = ajv.compile<Input>(schema);
    if (!check(input)) throw new ControlInputError(describeErrors(check.errors ?? [], 'the input'));
    return operation.run(this.#tenant, input);
  }
}
