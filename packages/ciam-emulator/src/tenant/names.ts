const longest = 40;

/**
 * What a tenant file calls things that have texts for names: lower-case letters, digits and hyphens, each name once.
 *
 * @param fallback for texts without a letter that can be kept
 */
export function uniqueNames(texts: readonly string[], fallback: string): string[] {
  const taken = new Set<string>();
  return texts.map((text) => {
    const base = slug(text) || fallback;
    let unique = base;
    for (let more = 2; taken.has(unique); more += 1) unique = `${base.slice(0, longest - 5)}-${more}`;
    taken.add(unique);
    return unique;
  });
}

/** A text as a name: `Sample web app` as `sample-web-app`. Empty when no letter or digit can be kept. */
export function slug(text: string): string {
  if (/^[a-z0-9][a-z0-9-]*$/.test(text) && text.length <= longest) return text;
  const plain = text.normalize('NFKD').replaceAll(/\p{Mark}/gu, '');
  return plain
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+/g, '')
    .slice(0, longest)
    .replaceAll(/-+$/g, '');
}
