import { enums, furtherTypes, types as published } from './metadata.ts';

const types = { ...published, ...furtherTypes };

/** A request that Graph would refuse. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export type Json = Record<string, unknown>;

/** Every property of a type with its base's and its relationships. */
export function propertiesOf(type: string): Record<string, string> {
  const description = types[type];
  if (!description) throw new Error(`The stand-in does not know the type ${type}.`);
  const inherited = description.base ? propertiesOf(description.base) : {};
  return { ...inherited, ...description.properties, ...description.navigation };
}

const scalars: Record<string, (value: unknown) => boolean> = {
  String: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  Int32: (value) => Number.isInteger(value),
  Guid: (value) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value),
  DateTimeOffset: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value),
  Binary: (value) => typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value),
};

/** @throws Refusal when a body has a property or a value that the type does not have */
export function validate(type: string, body: unknown, path = type): asserts body is Json {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) refuse(`${path} must be an object.`);
  const given = { ...body } as Json;
  const actual = actualType(type, given['@odata.type'], path);
  const known = propertiesOf(actual);
  for (const [name, value] of Object.entries(given)) {
    if (name === '@odata.type') continue;
    const declared = known[name];
    if (!declared) refuse(`A property '${name}' is not known on type 'microsoft.graph.${actual}'.`);
    validateValue(declared, value, `${path}/${name}`);
  }
  for (const [name, declared] of Object.entries(types[actual]?.properties ?? {})) {
    const isComplex = !inherits(actual, 'entity');
    if (isComplex && declared.endsWith('!') && !declared.startsWith('Collection') && given[name] === undefined) {
      refuse(`${path} has no ${name}.`);
    }
  }
}

function actualType(declared: string, annotation: unknown, path: string): string {
  if (annotation === undefined) {
    // A reference to something there is: its key is enough.
    if (types[declared]?.abstract && declared !== 'identityProviderBase') refuse(`${path} needs an @odata.type.`);
    return declared;
  }
  const name = typeof annotation === 'string' ? annotation.replace(/^#microsoft\.graph\./, '') : '';
  if (!types[name] || !inherits(name, declared)) refuse(`${path}: ${JSON.stringify(annotation)} is no ${declared}.`);
  return name;
}

function inherits(type: string, ancestor: string): boolean {
  for (let at: string | undefined = type; at; at = types[at]?.base) if (at === ancestor) return true;
  return false;
}

function validateValue(declared: string, value: unknown, path: string): void {
  const type = declared.replace(/!$/, '');
  if (value === null) {
    if (declared.endsWith('!')) refuse(`${path} must not be null.`);
    return;
  }
  const item = /^Collection\((.+)\)$/.exec(type)?.[1];
  if (item !== undefined) {
    if (!Array.isArray(value)) refuse(`${path} must be a collection.`);
    for (const [index, element] of value.entries()) validateValue(item, element, `${path}[${index}]`);
    return;
  }
  const scalar = scalars[type];
  const values = enums[type];
  if (scalar) {
    if (!scalar(value)) refuse(`${path}: ${JSON.stringify(value)} is no ${type}.`);
  } else if (values) {
    if (typeof value !== 'string' || !values.includes(value))
      refuse(`${path}: ${JSON.stringify(value)} is no ${type}.`);
  } else {
    validate(type, value, path);
  }
}

function refuse(message: string): never {
  throw new Refusal(400, 'Request_BadRequest', message);
}
