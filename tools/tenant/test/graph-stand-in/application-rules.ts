import { createHash, randomUUID } from 'node:crypto';
import { type Collection, type Directory, type Item, merge } from './directory.ts';
import { type Json, Refusal, validate } from './validation.ts';

const readOnly = [
  'id',
  'appId',
  'deletedDateTime',
  'passwordCredentials',
  'uniqueName',
  'createdDateTime',
  'createdByAppId',
];

let made = 0;

/** @see https://learn.microsoft.com/graph/api/application-post-applications */
export function createApplication(directory: Directory, body: unknown, uniqueName: string | null = null): Item {
  validate('application', body);
  if (typeof body['displayName'] !== 'string') throw bad('displayName is required.');
  made += 1;
  const application = directory.add('applications', {
    tags: [],
    signInAudience: 'AzureADMyOrg',
    identifierUris: [],
    appRoles: [],
    requiredResourceAccess: [],
    passwordCredentials: [],
    keyCredentials: [],
    web: { redirectUris: [], logoutUrl: null },
    spa: { redirectUris: [] },
    publicClient: { redirectUris: [] },
    api: { requestedAccessTokenVersion: null, oauth2PermissionScopes: [] },
    uniqueName,
    createdDateTime: new Date(Date.UTC(2026, 0, 1, 0, 0, made)).toISOString(),
    createdByAppId: directory.program?.appId ?? '14d82eec-204b-4c2f-b7e8-296a70dab67e',
    appId: randomUUID(),
  });
  directory.owners.set(application.id, directory.program ? [] : [directory.administrator]);
  apply(application, body);
  return application;
}

/** @see https://learn.microsoft.com/graph/api/application-upsert */
export function upsertApplication(directory: Directory, uniqueName: string, body: unknown, prefer: string | undefined) {
  if (prefer !== 'create-if-missing') throw bad('Prefer: create-if-missing is missing.');
  const there = directory.everything('applications').find((item) => item['uniqueName'] === uniqueName);
  if (!there) return { status: 201, body: createApplication(directory, body, uniqueName) };
  validate('application', body);
  apply(there, body);
  return { status: 204 };
}

/** @see https://learn.microsoft.com/graph/api/application-update */
export function updateApplication(directory: Directory, id: string, body: unknown): void {
  validate('application', body);
  apply(directory.get('applications', id), body);
}

function apply(application: Item, body: Json): void {
  const forbidden = readOnly.find((name) => name in body);
  if (forbidden) throw bad(`Property '${forbidden}' is read-only.`);
  const changed = structuredClone(application);
  merge(changed, structuredClone(body));
  checkAddresses(changed);
  stampOrigins(body, changed);
  for (const uri of strings(changed['identifierUris'])) {
    if (!uri.startsWith(`api://${String(application['appId'])}`))
      throw bad(`Values of identifierUris property must use a verified domain.`);
  }
  if (body['keyCredentials']) changed['keyCredentials'] = list(body['keyCredentials']).map((key) => acceptKey(key));
  Object.assign(application, changed);
}

/** Roles and scopes come back with their origin, which nobody else may set. */
function stampOrigins(body: Json, changed: Json): void {
  const scopes = (api: unknown): Json[] => list((api as Json | undefined)?.['oauth2PermissionScopes']);
  if ([...list(body['appRoles']), ...scopes(body['api'])].some((item) => 'origin' in item))
    throw bad('origin is read-only.');
  for (const item of [...list(changed['appRoles']), ...scopes(changed['api'])]) item['origin'] = 'Application';
}

function checkAddresses(application: Json): void {
  const web = application['web'] as Json;
  if (typeof web['logoutUrl'] === 'string' && !web['logoutUrl'].startsWith('https:'))
    throw bad('logoutUrl must be https.');
  for (const name of ['spa', 'publicClient']) {
    const platform = application[name] as Json | null;
    if (platform) platform['redirectUris'] = strings(platform['redirectUris']).map((uri) => asStored(uri));
  }
  web['redirectUris'] = strings(web['redirectUris']).map((uri) => {
    const { protocol, hostname, href } = new URL(uri);
    if (protocol !== 'https:' && hostname !== 'localhost') throw bad(`The redirect URI ${uri} must be https.`);
    return href;
  });
}

function asStored(uri: string): string {
  return /^https?:/.test(uri) ? new URL(uri).href : uri;
}

/** @see https://learn.microsoft.com/graph/applications-how-to-add-certificate */
function acceptKey(key: Json): Json {
  if (key['keyId'] && key['key']) return key;
  if (!key['key'] || key['type'] !== 'AsymmetricX509Cert' || key['usage'] !== 'Verify') throw bad('Not a certificate.');
  if (!key['startDateTime'] || !key['endDateTime']) throw bad('A certificate without its times lasts a year here.');
  const der = Buffer.from(key['key'] as string, 'base64');
  const thumbprint = createHash('sha1').update(der).digest('base64');
  return { customKeyIdentifier: thumbprint, ...key, keyId: randomUUID() };
}

/** @see https://learn.microsoft.com/graph/api/application-addpassword */
export function addPassword(directory: Directory, id: string, body: unknown): Json {
  const given = body as Json;
  if (Object.keys(given).some((name) => name !== 'passwordCredential')) throw bad('Unknown parameter.');
  validate('passwordCredential', given['passwordCredential']);
  const application = directory.get('applications', id);
  const secretText = `${randomUUID().slice(0, 3)}8Q~${randomUUID()}`;
  const credential = { ...given['passwordCredential'], keyId: randomUUID(), hint: secretText.slice(0, 3) };
  application['passwordCredentials'] = [
    ...list(application['passwordCredentials']),
    { ...credential, secretText: null },
  ];
  return { ...credential, secretText };
}

/** Its service principal goes too, with everything that was given to it. */
export function deleteApplication(directory: Directory, id: string): void {
  const { appId } = directory.get('applications', id);
  directory.remove('applications', id);
  const principals = directory.everything('servicePrincipals').filter((principal) => principal['appId'] === appId);
  for (const principal of principals) {
    directory.remove('servicePrincipals', principal.id);
    const mentions = (item: Item): boolean => Object.values(item).includes(principal.id);
    for (const collection of ['grants', 'assignments'] satisfies Collection[]) {
      for (const item of directory.everything(collection).filter(mentions)) directory.remove(collection, item.id);
    }
  }
}

export function bad(message: string, status = 400): Refusal {
  return new Refusal(status, 'Request_BadRequest', message);
}

export function list(value: unknown): Json[] {
  return (Array.isArray(value) ? value : []) as Json[];
}

function strings(value: unknown): string[] {
  return (Array.isArray(value) ? value : []).map(String);
}
