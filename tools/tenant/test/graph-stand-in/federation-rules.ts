import { bad } from './application-rules.ts';
import type { Directory, Item } from './directory.ts';
import { type Json, Refusal, validate } from './validation.ts';

/** @see https://learn.microsoft.com/graph/api/application-post-federatedidentitycredentials */
export function addFederated(directory: Directory, application: string, body: unknown): Item {
  validate('federatedIdentityCredential', body);
  directory.get('applications', application);
  if (!/^[\w.~-]{1,120}$/.test(String(body['name']))) throw bad('The name must be URL friendly.');
  for (const name of ['issuer', 'subject', 'audiences'])
    if (body[name] === undefined) throw bad(`${name} is required.`);
  checkFederated(directory, application, body);
  return directory.add('federated', { description: null, ...body, application });
}

/** @see https://learn.microsoft.com/graph/api/federatedidentitycredential-update */
export function updateFederated(directory: Directory, application: string, id: string, body: unknown): void {
  validate('federatedIdentityCredential', body);
  directory.get('applications', application);
  const credential = directory.get('federated', id);
  if ('name' in body) throw bad('The name cannot be changed.');
  checkFederated(directory, application, { ...credential, ...body }, id);
  Object.assign(credential, body);
}

/** One audience; name, and issuer with subject, are unique in an application, which has 20 at most. */
function checkFederated(directory: Directory, application: string, credential: Json, id?: string): void {
  if ((credential['audiences'] as unknown[]).length !== 1) throw bad('audiences must hold a single value.');
  const others = directory
    .everything('federated')
    .filter((other) => other['application'] === application && other.id !== id);
  if (others.length >= 20) throw bad('Maximum of 20 federated identity credentials.');
  const same = (...names: string[]): boolean =>
    others.some((other) => names.every((name) => other[name] === credential[name]));
  if (same('name') || same('issuer', 'subject')) {
    throw new Refusal(
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      'FederatedIdentityCredential with the same name, or issuer and subject, already exists.',
    );
  }
}
