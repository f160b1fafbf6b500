/** What differs from tenant to tenant by its nature. */
export interface Own {
  tenantId: string;
  subdomain: string;
  /** Where it was asked, without a slash at the end. */
  origin: string;
  /** By the names of the tenant file. */
  clientIds: Readonly<Record<string, string | undefined>>;
  /** Never to be shown. */
  secrets: readonly string[];
}

/** A response as far as it can be compared. */
export interface Recorded {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

const compared = ['content-type', 'cache-control', 'pragma', 'access-control-allow-origin', 'www-authenticate'];
const guid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const jwt = /\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g;
const time = /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
/** Codes, handles and whatever else is random: long, and more than a word. */
const opaque = /(?<![\w.~+/=-])(?=[\w.~+/=-]*\d)(?=[\w.~+/=-]*[A-Za-z])[\w.~+/=-]{28,}/g;

/** Takes out of a response what differs from one tenant, and one moment, to another; and every secret. */
export function normalise(
  response: { status: number; headers: Readonly<Record<string, unknown>>; text: string },
  own: Own,
): Recorded {
  const headers: Record<string, string> = {};
  for (const name of compared) {
    const value = response.headers[name];
    if (typeof value === 'string') headers[name] = normaliseText(value, own).replaceAll(/;\s*/g, '; ');
  }
  const location = response.headers['location'];
  return {
    status: response.status,
    headers,
    body: typeof location === 'string' ? { redirect: redirect(location, own) } : bodyOf(response.text, own),
  };
}

function redirect(location: string, own: Own): unknown {
  if (!URL.canParse(location, own.origin)) return normaliseText(location, own);
  const url = new URL(location, own.origin);
  const given = url.search ? url.searchParams : new URLSearchParams(url.hash.slice(1));
  const parameters = Object.fromEntries([...given].map(([name, value]) => [name, normaliseText(value, own)]));
  return { to: normaliseText(`${url.origin}${url.pathname}`, own), parameters };
}

function bodyOf(text: string, own: Own): unknown {
  if (text === '') return null;
  try {
    const json: unknown = JSON.parse(text);
    return normaliseValue(json, own);
  } catch {
    // Of a page, only what it is about.
    const numbers = [...new Set(text.match(/AADSTS\d+/g))].toSorted((a, b) => a.localeCompare(b));
    return { page: numbers.length > 0 ? numbers.join(' ') : 'without an error number' };
  }
}

/** Fields whose value says nothing, whatever it is. */
const arbitrary = new Set([
  'aio',
  'exp',
  'iat',
  'nbf',
  'rh',
  'uti',
  'user_code',
  'device_code',
  'refresh_token',
  'client_info',
  'tenant_region_scope',
  'kid',
  'x5t',
  'n',
  'x5c',
]);

function normaliseValue(value: unknown, own: Own, name = ''): unknown {
  if (arbitrary.has(name)) return `<${name}>`;
  if (name === 'access_token' && typeof value === 'string') return tokenShape(value, own);
  if (typeof value === 'string') return normaliseText(value, own);
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => normaliseValue(item, own));
    // However many keys there are, one of each form will do.
    if (name !== 'keys') return items;
    return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [normaliseText(key, own), normaliseValue(inner, own, key)]),
  );
}

/** Header and claims of a token, without the signature that makes it good for anything. */
function tokenShape(token: string, own: Own): unknown {
  const parts = token.split('.').slice(0, 2);
  try {
    const [header, claims] = parts.map((part): unknown => JSON.parse(Buffer.from(part, 'base64url').toString()));
    return { header: normaliseValue(header, own), claims: normaliseValue(claims, own) };
  } catch {
    return '<token>';
  }
}

export function normaliseText(text: string, own: Own): string {
  let result = text
    .replaceAll(/\bthe code [A-Z0-9]{8,9}\b/g, 'the code <user_code>')
    .replaceAll(/in the directory '[^']*'/g, "in the directory '<tenant name>'")
    .replaceAll(/in the tenant named [^.]*\./g, 'in the tenant named <tenant name>.');
  for (const secret of own.secrets) {
    for (const form of [secret, encodeURIComponent(secret)]) {
      if (form !== '') result = result.replaceAll(form, '<secret>');
    }
  }
  result = result.replaceAll(jwt, '<token>').replaceAll(time, '<time>');
  for (const origin of [own.origin, `https://${own.subdomain}.ciamlogin.com`]) {
    result = replaceAny(result, origin, '<origin>');
  }
  result = replaceAny(result, own.tenantId, '<tenant id>');
  for (const [client, id] of Object.entries(own.clientIds)) {
    if (id) result = replaceAny(result, id, `<client ID of ${client}>`);
  }
  result = replaceAny(result, `${own.subdomain}.onmicrosoft.com`, '<domain>');
  return result.replaceAll(guid, '<guid>').replaceAll(opaque, '<opaque>');
}

/** In any case of letters. */
function replaceAny(text: string, part: string, by: string): string {
  if (part === '') return text;
  return text.replaceAll(new RegExp(part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi'), by);
}
