import type { Application } from '../graph/resources.ts';

/**
 * What a file calls the applications that a tenant holds: by the tag that `register` gave them, otherwise by their display name.
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
  const names: Record<string, string> = {};
  const taken = new Set<string>();
  for (const { id, tags, displayName } of applications) {
    const own = tags?.find((tag) => tag.startsWith(`${name}:`))?.slice(name.length + 1);
    const base = own ?? (slug(displayName) || 'app');
    let unique = base;
    for (let more = 2; taken.has(unique); more += 1) unique = `${base}-${more}`;
    taken.add(unique);
    names[id] = unique;
  }
  return { name, names };
}

function slug(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{Mark}/gu, '');
  return plain
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 36)
    .replaceAll(/^-+|-+$/g, '');
}
