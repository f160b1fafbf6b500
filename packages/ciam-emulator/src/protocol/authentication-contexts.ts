import type { RequestedContexts } from '../server/request-context.ts';
import { entraErrors } from './entra-errors.ts';

/**
 * Reads the `acrs` of a `claims` parameter: `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`.
 * @throws {EntraError} 9002313 when it is not such an object, or names no context from c1 to c99.
 * @see https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context
 */
export function readContexts(claims: string | null | undefined): RequestedContexts {
  const request = claims ? parseObject(claims) : {};
  return { access_token: contextsOf(request.access_token), id_token: contextsOf(request.id_token) };
}

/** Returns the distinct contexts of a request. */
export function allContexts({ access_token: access, id_token: id }: RequestedContexts): string[] {
  return [...new Set([...access, ...id])];
}

/** Returns the contexts in the form of a `claims` parameter, in which oidc-provider stores them with a code. */
export function contextClaims(contexts: RequestedContexts): object {
  const asked = Object.entries(contexts).filter(([, values]: [string, string[]]) => values.length > 0);
  return Object.fromEntries(asked.map(([token, values]) => [token, { acrs: { essential: true, values } }]));
}

function contextsOf(claims: unknown): string[] {
  if (!isObject(claims) || !isObject(claims.acrs)) return [];
  const { value, values } = claims.acrs;
  const named = [value ?? [], values ?? []].flat();
  if (!named.every((context): context is string => typeof context === 'string' && /^c[1-9]\d?$/.test(context))) {
    throw entraErrors.requestMalformed();
  }
  return [...new Set(named)];
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Not JSON: reported below.
  }
  throw entraErrors.requestMalformed();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
