import { randomUUID } from 'node:crypto';
import { bad, list } from './application-rules.ts';
import { type Directory, type Item, merge } from './directory.ts';
import { type Json, Refusal, validate } from './validation.ts';

const builtIn = 'email displayName givenName surname country postalCode city streetAddress state jobTitle'.split(' ');
/** The application in which Entra keeps custom attributes. */
const extensionsApp = randomUUID().replaceAll('-', '');

/** @see https://learn.microsoft.com/graph/api/identitycontainer-post-authenticationeventsflows */
export function createFlow(directory: Directory, body: unknown): Item {
  validate('authenticationEventsFlow', body);
  if (!body['displayName']) throw bad('displayName is required.');
  const there = directory.everything('flows').find((flow) => flow['displayName'] === body['displayName']);
  if (there) throw bad(`displayName is in use by AuthenticationEventsFlow with id '${there.id}'`);
  const loading = body['onAuthenticationMethodLoadStart'] as Json | undefined;
  if (list(loading?.['identityProviders']).length === 0) {
    throw bad('A user flow needs an identity provider.');
  }
  return directory.add('flows', { ...body, conditions: { applications: { includeApplications: [] } } });
}

/** Its response leaves out what is a relationship. */
export function withoutRelationships(flow: Item): Item {
  const shown = structuredClone(flow);
  for (const [holder, relationship] of [
    ['onAuthenticationMethodLoadStart', 'identityProviders'],
    ['onAttributeCollection', 'attributes'],
  ] as const) {
    delete (shown[holder] as Json | undefined)?.[relationship];
  }
  return shown;
}

/**
 * The fields that it sends are those that the flow has afterwards.
 *
 * @see https://learn.microsoft.com/graph/api/authenticationeventsflow-update
 */
export function updateFlow(directory: Directory, id: string, body: unknown): void {
  validate('authenticationEventsFlow', body);
  if (body['@odata.type'] === undefined) throw bad('@odata.type must be given.');
  const flow = directory.get('flows', id);
  const changed = structuredClone(flow);
  merge(changed, structuredClone(body));
  const collection = changed['onAttributeCollection'] as Json | undefined;
  if (collection) {
    const page = collection['attributeCollectionPage'] as Json;
    const ids = list(page['views']).flatMap((view) => list(view['inputs']).map((input) => String(input['attribute'])));
    for (const attribute of ids) assertAttribute(directory, attribute);
    collection['attributes'] = ids.map((attribute) => ({ id: attribute }));
  }
  Object.assign(flow, changed);
}

function assertAttribute(directory: Directory, id: string): void {
  if (builtIn.includes(id) || directory.everything('attributes').some((attribute) => attribute.id === id)) return;
  throw bad(`The user flow attribute '${id}' does not exist.`);
}

/** @see https://learn.microsoft.com/graph/api/onauthenticationmethodloadstartexternalusersselfservicesignup-post-identityproviders */
export function addProvider(directory: Directory, id: string, body: unknown): void {
  const [, target] = /^https:\/\/graph\.microsoft\.com\/v1\.0\/identityProviders\/([\w.-]+)$/.exec(
    String((body as Json)['@odata.id']),
  ) ?? ['', undefined];
  if (target === undefined) throw bad('@odata.id is not the address of an identity provider.');
  const holder = directory.get('flows', id)['onAuthenticationMethodLoadStart'] as Json;
  const entries = list(holder['identityProviders']);
  if (entries.some((entry) => entry['id'] === target)) {
    throw bad('One or more added object references already exist for the following modified properties.');
  }
  holder['identityProviders'] = [...entries, { id: target }];
}

/** @see https://learn.microsoft.com/graph/api/identityuserflowattribute-post */
export function createAttribute(directory: Directory, body: unknown): Item {
  validate('identityUserFlowAttribute', body);
  if ('id' in body || 'userFlowAttributeType' in body) throw bad('id and userFlowAttributeType are read-only.');
  const id = `extension_${extensionsApp}_${String(body['displayName']).replaceAll(' ', '')}`;
  if (directory.everything('attributes').some((attribute) => attribute.id === id)) {
    throw new Refusal(409, 'Conflict', `User flow attribute with id ${id} already exists.`);
  }
  return directory.add('attributes', { ...body, userFlowAttributeType: 'custom' }, id);
}
