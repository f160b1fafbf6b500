import type { Directory, DirectoryUser } from '../tenant/directory.ts';
import { GraphError } from './graph-error.ts';

/** The properties that Graph returns without a $select, in its order. */
const usual = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
];
/** The properties that users may change, and where they are stored. */
const ownProperties = new Set(['displayName', 'givenName', 'surname', 'country', 'postalCode']);
const otherProperties = new Set(['city', 'jobTitle', 'officeLocation', 'preferredLanguage', 'state', 'streetAddress']);
/** The properties that only an administrator may change. */
const protectedProperties = new Set([
  'accountEnabled',
  'businessPhones',
  'id',
  'identities',
  'mail',
  'mobilePhone',
  'otherMails',
  'passwordProfile',
  'userPrincipalName',
]);

/**
 * Returns a user in Graph's format.
 *
 * @throws {GraphError} 400 when $select names an unknown property
 */
export function profileOf(user: DirectoryUser, directory: Directory, select: string | null): object {
  const all = new Map<string, unknown>(
    Object.entries({
      accountEnabled: user.accountEnabled !== false,
      businessPhones: [],
      country: user.country ?? null,
      displayName: user.displayName,
      givenName: user.givenName ?? null,
      id: user.id,
      identities: identitiesOf(user, directory),
      mail: user.mail,
      mobilePhone: user.mobilePhone ?? null,
      postalCode: user.postalCode ?? null,
      surname: user.surname ?? null,
      userPrincipalName: directory.userPrincipalName(user),
      ...Object.fromEntries([...otherProperties].map((name) => [name, user.attributes?.[name] ?? null])),
    }),
  );
  const names = select ? select.split(',').flatMap((name) => selected(name.trim(), [...all.keys()])) : usual;
  return Object.fromEntries(names.map((name) => [name, all.get(name)]));
}

/**
 * Returns the properties that a name in `$select` stands for, in any case.
 *
 * @throws {GraphError} 400
 */
function selected(name: string, known: readonly string[]): readonly string[] {
  if (name === '*') return known;
  const found = known.find((property) => property.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return [found];
  const message = `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.user'.`;
  throw new GraphError(400, 'BadRequest', message);
}

/**
 * Returns a user with the changes that they made to themselves.
 *
 * @throws {GraphError} 400 for an unknown property or an invalid value, 403 for a property that users may not change
 */
export function changedProfile(user: DirectoryUser, changes: unknown): DirectoryUser {
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) throw unreadable();
  const own: Record<string, unknown> = { ...user };
  const attributes: Record<string, string> = { ...user.attributes };
  for (const [name, value] of Object.entries(changes)) {
    // Annotations such as `@odata.type` are not properties of the user.
    if (name.includes('@')) continue;
    if (protectedProperties.has(name)) throw notAllowed();
    const place: Record<string, unknown> | undefined = placeOf(name, own, attributes);
    if (!place) throw new GraphError(400, 'Request_BadRequest', `Invalid property '${name}'.`);
    const isText = typeof value === 'string' && value !== '' && value.length <= 256;
    if (isText) place[name] = value;
    else if (value === null && name !== 'displayName') delete place[name];
    else {
      const message = `Invalid value specified for property '${name}' of resource 'User'.`;
      throw new GraphError(400, 'Request_BadRequest', message);
    }
  }
  return Object.assign({ id: user.id, displayName: user.displayName, mail: user.mail }, own, { attributes });
}

function placeOf<Own, Other>(name: string, own: Own, other: Other): Own | Other | undefined {
  if (ownProperties.has(name)) return own;
  return otherProperties.has(name) ? other : undefined;
}

export function unreadable(): GraphError {
  return new GraphError(
    400,
    'BadRequest',
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  );
}

export function notAllowed(): GraphError {
  return new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}

function identitiesOf(user: DirectoryUser, directory: Directory): object[] {
  return [
    { signInType: 'emailAddress', issuer: directory.domain, issuerAssignedId: user.mail },
    { signInType: 'userPrincipalName', issuer: directory.domain, issuerAssignedId: directory.userPrincipalName(user) },
  ];
}
