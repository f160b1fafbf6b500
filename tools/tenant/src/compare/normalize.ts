/** The values that differ between tenants. */
export interface Own {
  tenantId: string;
  subdomain: string;
  /** The origin that was asked, without a trailing slash. */
  origin: string;
  /** The client IDs by their name in the tenant file. */
  clientIds: Readonly<Record<string, string | undefined>>;
  /** Secrets, which must never be shown. */
  secrets: readonly string[];
}

/** The comparable part of a response. */
export interface Recorded {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

const compared = ['content-type', 'cache-control', 'pragma', 'access-control-allow-origin', 'www-authenticate'];
const guid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const jwt = /\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g;
const time = /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
/** Codes, handles and other random strings: long, with letters and digits. */
const opaque = /(?<![\w.~+/=-])(?=[\w.~+/=-]*\d)(?=[\w.~+/=-]*[A-Za-z])[\w.~+/=-]{28,}/g;

/** Removes from a response what differs between tenants and moments, and every secret. */
export function normalize(
  response: { status: number; headers: Readonly<Record<string, unknown>>; text: string },
  own: Own,
): Recorded {
  const headers: Record<string, string> = {};
  for (const name of compared) {
    const value = response.headers[name];
    if (typeof value === 'string') headers[name] = normalizeText(value, own).replaceAll(/;\s*/g, '; ');
  }
  const location = response.headers['location'];
  return {
    status: response.status,
    headers,
    body: typeof location === 'string' ? { redirect: redirect(location, own) } : bodyOf(response.text, own),
  };
}

function redirect(location: string, own: Own): unknown {
  if (!URL.canParse(location, own.origin)) return normalizeText(location, own);
  const url = new URL(location, own.origin);
  const given = url.search ? url.searchParams : new URLSearchParams(url.hash.slice(1));
  const parameters = Object.fromEntries([...given].map(([name, value]) => [name, normalizeText(value, own)]));
  return { to: normalizeText(`${url.origin}${url.pathname}`, own), parameters };
}

function bodyOf(text: string, own: Own): unknown {
  if (text === '') return null;
  try {
    const json: unknown = JSON.parse(text);
    return normalizeValue(json, own);
  } catch {
    // Compare only the error numbers of pages.
    const numbers = [...new Set(text.match(/AADSTS\d+/g))].toSorted((a, b) => a.localeCompare(b));
    return { page: numbers.length > 0 ? numbers.join(' ') : 'without an error number' };
  }
}

/** Fields whose values are arbitrary. */
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

function normalizeValue(value: unknown, own: Own, name = ''): unknown {
  if (arbitrary.has(name)) return `<${name}>`;
  if (name === 'access_token' && typeof value === 'string') return tokenShape(value, own);
  if (typeof value === 'string') return normalizeText(value, own);
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => normalizeValue(item, own));
    // The number of keys may differ, so keep one of each form.
    if (name !== 'keys') return items;
    return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [normalizeText(key, own), normalizeValue(inner, own, key)]),
  );
}

/** Returns the header and claims of a token, without the signature that would make it usable. */
function tokenShape(token: string, own: Own): unknown {
  const parts = token.split('.').slice(0, 2);
  try {
    const [header, claims] = parts.map((part): unknown => JSON.parse(Buffer.from(part, 'base64url').toString()));
    return { header: normalizeValue(header, own), claims: normalizeValue(claims, own) };
  } catch {
    return '<token>';
  }
}

export function normalizeText(text: string, own: Own): string {
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

/** Replaces a part of a text, ignoring case. */
function replaceAny(text: string, part: string, by: string): string {
  if (part === '') return text;
  return text.replaceAll(new RegExp(part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi'), by);
}
