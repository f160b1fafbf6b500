type Json = Record<string, unknown>;

/** The properties by which two items of a collection are the same thing, the first that an item has. */
const identities = ['value', 'name', 'resourceAppId', 'id'] as const;

/** Graph makes these; a found one stays. */
const identifiers = new Set<string>(['id']);

/**
 * What to PATCH so that `found` has everything `wanted` has: single values are set, collections are completed, and what else is
 * there stays. Undefined when nothing is missing.
 *
 * Graph merges objects but replaces whole collections, so a completed collection holds its old items too.
 */
export function completion(found: Json, wanted: Json): Json | undefined {
  const patch: Json = {};
  for (const [name, value] of Object.entries(wanted)) {
    if (identifiers.has(name) && found[name] !== undefined) continue;
    const change = completedValue(found[name], value);
    if (change !== undefined) patch[name] = change;
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}

function completedValue(found: unknown, wanted: unknown): unknown {
  if (Array.isArray(wanted)) return completedList(Array.isArray(found) ? found : [], wanted);
  if (isJson(wanted)) return completion(isJson(found) ? found : {}, wanted);
  return found === wanted ? undefined : wanted;
}

function completedList(found: readonly unknown[], wanted: readonly unknown[]): unknown[] | undefined {
  const items = found.map(withoutReadOnly);
  let changed = false;
  for (const item of wanted) {
    const at = items.findIndex((other) => isSame(other, item));
    const there = items[at];
    if (at === -1) {
      items.push(item);
      changed = true;
    } else if (isJson(item) && isJson(there)) {
      const change = completion(there, item);
      if (change) items[at] = { ...there, ...change };
      changed ||= change !== undefined;
    }
  }
  return changed ? items : undefined;
}

/** Graph says where a scope or role comes from, and takes no word on it. */
function withoutReadOnly(item: unknown): unknown {
  if (!isJson(item)) return item;
  const { origin: _origin, ...rest } = item;
  return rest;
}

function isSame(found: unknown, wanted: unknown): boolean {
  if (typeof found === 'string' && typeof wanted === 'string') return sameUri(found) === sameUri(wanted);
  if (!isJson(found) || !isJson(wanted)) return found === wanted;
  const by = identities.find((name) => wanted[name] !== undefined);
  return by !== undefined && found[by] === wanted[by];
}

/** Entra stores `http://localhost:3000` as `http://localhost:3000/`. */
function sameUri(text: string): string {
  return /^https?:/.test(text) && URL.canParse(text) ? new URL(text).href : text;
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
