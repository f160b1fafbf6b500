import { slug, uniqueNames } from 'ciam-emulator/tenant-file';
import type { Application } from '../graph/resources.ts';

/**
 * Chooses names for the applications of a tenant: the tag of `register`, otherwise the display name.
 *
 * @returns the name of the file, and those of the applications by object ID
 */
export function fileNames(
  applications: readonly Application[],
  subdomain: string,
): { name: string; names: Record<string, string> } {
  const marks = applications.flatMap(({ tags }) => (tags ?? []).filter((tag) => /^[a-z0-9-]+:[a-z0-9-]+$/.test(tag)));
  const prefixes = marks.map((tag) => tag.split(':')[0] ?? '');
  const counts = prefixes.map((prefix) => ({ prefix, count: prefixes.filter((other) => other === prefix).length }));
  const name = counts.toSorted((a, b) => b.count - a.count)[0]?.prefix ?? (slug(subdomain) || 'tenant');
  const texts = applications.map(
    ({ tags, displayName }) => tags?.find((tag) => tag.startsWith(`${name}:`))?.slice(name.length + 1) ?? displayName,
  );
  const unique = uniqueNames(texts, 'app');
  return { name, names: Object.fromEntries(applications.map(({ id }, index) => [id, unique[index] ?? ''])) };
}
