import { countries } from '../pages/countries.ts';
import { texts } from '../pages/texts.ts';
import type { SignUpAttribute, User } from '../tenant/model.ts';
import { EntryRefusedError } from './entry-refused-error.ts';

const builtIn = ['displayName', 'givenName', 'surname', 'country', 'postalCode'] as const;
const maxLength = 256;
const controls = /\p{Cc}/u;

/**
 * Reads what a new customer entered as properties of a user. Custom attributes go into `attributes`.
 *
 * @throws {EntryRefusedError} when a required value is missing or a value is invalid
 */
export function readAttributes(attributes: readonly SignUpAttribute[], entered: URLSearchParams): Partial<User> {
  const user: Partial<User> = {};
  const custom = new Map<string, string>();
  for (const attribute of attributes) {
    const value = readAttribute(attribute, entered);
    if (value === '') continue;
    const known = builtIn.find((name) => name === attribute.name);
    if (known) user[known] = value;
    else custom.set(attribute.name, value);
  }
  return custom.size === 0 ? user : { ...user, attributes: Object.fromEntries(custom) };
}

function readAttribute({ name, label, required = false }: SignUpAttribute, entered: URLSearchParams): string {
  const value = (entered.get(name) ?? '').trim();
  if (value === '' && required) throw new EntryRefusedError(texts.attributeMissing(label), name);
  const unknown = name === 'country' && value !== '' && !countries().has(value);
  if (value.length > maxLength || controls.test(value) || unknown) {
    throw new EntryRefusedError(texts.attributeInvalid(label), name);
  }
  return value;
}
