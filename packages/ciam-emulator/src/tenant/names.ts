const maxLength = 40;

/**
 * Derives unique names for a tenant file from display names: lower-case letters, digits and hyphens.
 *
 * @param fallback the name for texts without a usable letter
 */
export function uniqueNames(texts: readonly string[], fallback: string): string[] {
  const taken = new Set<string>();
  return texts.map((text) => {
    const base = slug(text) || fallback;
    let unique = base;
    for (let more = 2; taken.has(unique); more += 1) unique = `${base.slice(0, maxLength - 5)}-${more}`;
    taken.add(unique);
    return unique;
  });
}

/** Converts a text to a name: `Sample web app` to `sample-web-app`. Empty if no letter or digit is usable. */
export function slug(text: string): string {
  if (/^[a-z0-9][a-z0-9-]*$/.test(text) && text.length <= maxLength) return text;
  const plain = text.normalize('NFKD').replaceAll(/\p{Mark}/gu, '');
  return plain
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+/g, '')
    .slice(0, maxLength)
    .replaceAll(/-+$/g, '');
}
