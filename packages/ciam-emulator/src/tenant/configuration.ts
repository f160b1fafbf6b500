import { readFileSync } from 'node:fs';
import type { Ajv, ErrorObject } from 'ajv';
import { isSimilar } from 'ciam-config/env-file';
import type { TenantConfig } from './model.ts';
import { referenceProblems } from './references.ts';
import type { TenantFile } from './tenant-file.ts';

/** The configuration of a tenant is invalid. */
export class TenantConfigurationError extends Error {
  override readonly name = 'TenantConfigurationError';
  readonly code = 'tenant_configuration_invalid';
  /** One sentence for each problem, with its path and the expected value. */
  readonly problems: string[];

  constructor(problems: string[], options?: ErrorOptions) {
    super(`The tenant's configuration is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`, options);
    this.problems = problems;
  }
}

export const tenantSchemaId = 'https://ciam-emulator.invalid/tenant.schema.json';

interface TenantSchema {
  definitions: Record<string, { properties?: object }>;
}

/** Reads the JSON schema of a tenant, which is part of the package. */
export function tenantSchema(): TenantSchema {
  const text = readFileSync(new URL('../../tenant.schema.json', import.meta.url), 'utf8');
  const schema: TenantSchema = JSON.parse(text);
  return schema;
}

/**
 * Validates a tenant's configuration from any source.
 *
 * @throws {TenantConfigurationError} naming every wrong path and the expected value
 */
export async function checkTenantConfig(value: unknown): Promise<TenantConfig> {
  const config = await checked<TenantConfig>(value, `${tenantSchemaId}#/definitions/tenantConfig`);
  const problems = referenceProblems(config);
  if (problems.length > 0) throw new TenantConfigurationError(problems);
  return config;
}

/**
 * Validates a tenant file against its schema.
 *
 * @throws {TenantConfigurationError} naming every wrong path and the expected value
 */
export function checkTenantFile(value: unknown): Promise<TenantFile> {
  return checked<TenantFile>(value, tenantSchemaId);
}

/** Created once: compiling the schema takes a tenth of a second, and test suites start many tenants. */
let validator: Promise<Ajv> | undefined;

async function makeValidator(): Promise<Ajv> {
  const { Ajv } = await import('ajv');
  return new Ajv({ allErrors: true, verbose: true }).addSchema(tenantSchema());
}

async function checked<T>(value: unknown, schema: string): Promise<T> {
  const ajv = await (validator ??= makeValidator());
  if (!ajv.validate<T>(schema, value)) throw new TenantConfigurationError(describeErrors(ajv.errors ?? []));
  return value;
}

/**
 * Describes the errors of a schema validation, one sentence each.
 *
 * @param root the name of the whole in the sentences
 */
export function describeErrors(errors: ErrorObject[], root = 'the configuration'): string[] {
  return errors.map((error) => {
    const path = error.instancePath
      .slice(1)
      .replaceAll(/\/(\d+)/g, '[$1]')
      .replaceAll('/', '.')
      .replaceAll('~1', '/');
    const at = path || root;
    const params: Record<string, unknown> = error.params;
    if (error.keyword === 'required')
      return `${at}: expected the property ${String(params.missingProperty)}, which is missing`;
    if (error.keyword === 'additionalProperties') {
      const name = String(params.additionalProperty);
      return `${at}: expected no property ${name}${suggestion(name, error.parentSchema?.properties)}`;
    }
    return `${at}: expected ${expectation(error)}, found ${shown(error.data)}`;
  });
}

/** Returns a hint at the property that was probably meant: in another case, or with a typing error. */
function suggestion(name: string, properties: unknown): string {
  const known = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const given = plain(name);
  const near =
    known.find((other) => plain(other) === given) ?? known.find((other) => isSimilar(plain(other), given, 1));
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}

function expectation({ keyword, params, parentSchema, message = 'another value' }: ErrorObject): string {
  const described: unknown = parentSchema?.description;
  if (typeof described === 'string' && keyword !== 'type') return described;
  const details: Record<string, unknown> = params;
  if (Array.isArray(details.allowedValues)) return details.allowedValues.map(String).join(' or ');
  if (typeof details.type === 'string')
    return details.type === 'array' ? 'a list' : `${/^[aeiou]/.test(details.type) ? 'an' : 'a'} ${details.type}`;
  return message.replace(/^must be /, '');
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
