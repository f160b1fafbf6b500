/**
 * The fields that the tenant posts to the redirect URI.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#successful-response
 */
export interface AuthorizationResponse {
  state?: string;
  code?: string;
  error?: string;
  error_subcode?: string;
  error_description?: string;
}

const parameters = ['state', 'code', 'error', 'error_subcode', 'error_description'] as const;

/** A code is long, but the tenant never sends a longer value than this. */
const maxLength = 8192;

/** Reads the fields of an authorization response from a request, and ignores all others. */
export function readAuthorizationResponse(body: unknown): AuthorizationResponse {
  const response: AuthorizationResponse = {};
  if (typeof body !== 'object' || body === null) return response;
  const fields = new Map<string, unknown>(Object.entries(body));
  for (const name of parameters) {
    const value = fields.get(name);
    if (typeof value === 'string' && value !== '' && value.length <= maxLength) response[name] = value;
  }
  return response;
}
