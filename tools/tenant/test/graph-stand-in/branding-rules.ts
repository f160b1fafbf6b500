import { bad } from './application-rules.ts';
import { type Directory, notFound } from './directory.ts';
import { type Json, Refusal, validate } from './validation.ts';

/** @see https://learn.microsoft.com/graph/api/organizationalbranding-get */
export function readBranding(directory: Directory, language: string | undefined): Json {
  assertDefault(language);
  if (!directory.branding) throw notFound('branding');
  return directory.branding;
}

/**
 * Where there is no default, it is not found.
 *
 * @see https://learn.microsoft.com/graph/api/organizationalbranding-update
 * @see https://github.com/microsoftgraph/microsoft-graph-docs/issues/12855
 */
export function updateBranding(
  directory: Directory,
  tenant: string,
  body: unknown,
  language: string | undefined,
): void {
  assertDefault(language);
  validate('organizationalBranding', body);
  if ('id' in body) throw bad('id is read-only.');
  if (!directory.branding) throw notFound(tenant);
  for (const [name, most] of Object.entries({ signInPageText: 1024, usernameHintText: 64 })) {
    const text = body[name];
    if (typeof text === 'string' && text.length > most) throw bad(`${name} is longer than ${most} characters.`);
  }
  Object.assign(directory.branding, body);
}

/** The default is among them. @see https://learn.microsoft.com/graph/api/organizationalbranding-list-localizations */
export function listLocalizations(directory: Directory): Json[] {
  if (!directory.branding) throw notFound('branding');
  return [directory.branding, ...directory.localizations.values()];
}

/** @see https://learn.microsoft.com/graph/api/organizationalbranding-post-localizations */
export function createLocalization(directory: Directory, body: unknown): Json {
  validate('organizationalBrandingLocalization', body);
  const { id } = body;
  if (typeof id !== 'string' || !/^[a-z]{2}(-[A-Z]{2})?$/.test(id)) throw bad('id must be the name of a culture.');
  if (directory.localizations.has(id)) throw new Refusal(409, 'Request_BadRequest', `Branding ${id} already exists.`);
  directory.branding ??= { id: '0', backgroundColor: null, signInPageText: null, usernameHintText: null };
  const made = { backgroundColor: '', signInPageText: null, cdnList: [], ...body };
  directory.localizations.set(id, made);
  return made;
}

/** @see https://learn.microsoft.com/graph/api/organizationalbrandinglocalization-delete */
export function deleteLocalization(directory: Directory, id: string): void {
  if (!directory.localizations.delete(id)) throw notFound(id);
}

/** Without this header, the caller's language would decide what is read and changed. */
function assertDefault(language: string | undefined): void {
  if (language !== '0' && language !== 'default') throw bad('Accept-Language must be 0 for the default branding.');
}
