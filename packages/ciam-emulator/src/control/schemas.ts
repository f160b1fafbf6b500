import { tenantSchema, tenantSchemaId } from '../tenant/configuration.ts';

export interface Schema {
  readonly [keyword: string]: unknown;
}

/** An object with exactly these properties. */
export interface ObjectSchema extends Schema {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
}

export const text: Schema = { type: 'string' };
export const flag: Schema = { type: 'boolean' };
export const user: Schema = { type: 'string', description: 'the object ID or email address of a user' };
export const appId: Schema = { type: 'string', description: 'the application (client) ID of an application' };
export const timeout: Schema = {
  type: 'integer',
  minimum: 0,
  maximum: 600_000,
  description: 'milliseconds to wait; 5000 by default',
};

export function object(properties: Record<string, Schema>, required: readonly string[] = []): ObjectSchema {
  return { type: 'object', additionalProperties: false, properties, required };
}

export function isObjectSchema(schema: Schema): schema is ObjectSchema {
  return 'properties' in schema;
}

/** The schema of an object whose properties are all required. */
export function allRequired(properties: Record<string, Schema>): ObjectSchema {
  return object(properties, Object.keys(properties));
}

export function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

type Definition = 'tenantFile' | 'application' | 'user' | 'permissionGrant' | 'appRoleAssignment';

/** Refers to a definition in `tenant.schema.json`. */
export function definition(name: Definition): { $ref: string } {
  return { $ref: `${tenantSchemaId}#/definitions/${name}` };
}

/** The schema of a partial update: any properties of a definition except its ID, and the key of the entry to update. */
export function changesOf(name: 'application' | 'user', id: string, key: Record<string, Schema>): ObjectSchema {
  const absolute = JSON.stringify(tenantSchema().definitions[name]?.properties).replaceAll(
    '"#/definitions/',
    `"${tenantSchemaId}#/definitions/`,
  );
  const properties: Record<string, Schema> = JSON.parse(absolute);
  delete properties[id];
  return object({ ...properties, ...key }, Object.keys(key));
}
