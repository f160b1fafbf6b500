type Json = Record<string, unknown>;

/** A property that differs from the file. */
export interface Drift {
  /** The path, such as `web.redirectUris`. */
  path: string;
  found: unknown;
  wanted: unknown;
}

export interface Completion {
  /** The body of the PATCH. */
  patch: Json;
  drift: Drift[];
}

/** The properties that identify an item of a collection. The first one that an item has counts. */
const identities = ['value', 'name', 'resourceAppId', 'id'] as const;

/**
 * Returns the PATCH that adds everything in `wanted` to `found`, property by property, or undefined if nothing is
 * missing. Single values are set, collections are completed, and everything else stays. An existing item, such as a
 * role with the same `value`, is not compared: an administrator may have reworded it or switched it off.
 *
 * Graph merges objects but replaces whole collections, so a completed collection also contains its old items.
 */
export function completion(found: Json, wanted: Json, path = ''): Completion | undefined {
  const patch: Json = {};
  const drift: Drift[] = [];
  for (const [name, value] of Object.entries(wanted)) {
    const at = path ? `${path}.${name}` : name;
    const change = completedValue(found[name], value, at, drift);
    if (change !== undefined) patch[name] = change;
  }
  return Object.keys(patch).length > 0 ? { patch, drift } : undefined;
}

function completedValue(found: unknown, wanted: unknown, path: string, drift: Drift[]): unknown {
  if (Array.isArray(wanted)) return completedList(Array.isArray(found) ? found : [], wanted, path, drift);
  if (isJson(wanted)) {
    const inner = completion(isJson(found) ? found : {}, wanted, path);
    drift.push(...(inner?.drift ?? []));
    return inner?.patch;
  }
  if (found === wanted) return undefined;
  drift.push({ path, found, wanted });
  return wanted;
}

function completedList(
  found: readonly unknown[],
  wanted: readonly unknown[],
  path: string,
  drift: Drift[],
): unknown[] | undefined {
  const items = found.map(withoutReadOnly);
  let changed = false;
  for (const item of wanted) {
    const at = items.findIndex((other) => isSame(other, item));
    const existing = items[at];
    if (at === -1) {
      items.push(item);
      drift.push({ path, found: undefined, wanted: item });
      changed = true;
    } else if (isJson(item) && isJson(existing) && 'resourceAppId' in item) {
      const change = completion(existing, item, path);
      if (change) items[at] = { ...existing, ...change.patch };
      drift.push(...(change?.drift ?? []));
      changed ||= change !== undefined;
    }
  }
  return changed ? items : undefined;
}

/** Drops the origin of a scope or role, which is read-only in Graph. */
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

/** Formats a difference: `web.redirectUris: + https://app.example.com/`, or `isFallbackPublicClient: false → true`. */
export function driftLine({ path, found, wanted }: Drift): string {
  const isAddition = found === undefined || found === null;
  return isAddition ? `${path}: + ${shown(wanted)}` : `${path}: ${shown(found)} → ${shown(wanted)}`;
}

function shown(value: unknown): string {
  if (isJson(value)) {
    const by = identities.find((name) => typeof value[name] === 'string');
    if (by && by !== 'id') return String(value[by]);
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
