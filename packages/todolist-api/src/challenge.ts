import { Problem, type TokenFault } from './problem.ts';

/**
 * The 401 for a request without a token.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
export function missingToken(): Problem {
  const detail = 'This needs an access token: Authorization: Bearer <token>.';
  return new Problem(401, 'missing_token', detail, { headers: challenge({}) });
}

/**
 * The 401 for an invalid token. The detail also goes into a header, so it must be ASCII without quotes and backslashes.
 */
export function invalidToken(
  detail: string,
  options: { cause?: unknown; reason?: TokenFault | undefined } = {},
): Problem {
  const headers = challenge({ error: 'invalid_token', error_description: detail });
  return new Problem(401, 'invalid_token', detail, { headers, ...options });
}

/** The 403 for a valid token that has none of `permissions`, which the challenge lists as `scope`. */
export function insufficientPermission(detail: string, permissions: readonly string[]): Problem {
  const headers = challenge({
    error: 'insufficient_scope',
    error_description: detail,
    scope: permissions.join(' '),
  });
  return new Problem(403, 'insufficient_permission', detail, { headers });
}

/** The 403 for a valid token of an app that may not call this API. */
export function appNotAllowed(): Problem {
  const detail = 'This app may not call this API, because it is not in ALLOWED_CLIENT_APPS.';
  const headers = challenge({ error: 'insufficient_scope', error_description: detail });
  return new Problem(403, 'app_not_allowed', detail, { headers });
}

function challenge(parameters: Record<string, string>): Record<string, string> {
  const all = Object.entries({ realm: 'todolist', ...parameters });
  return { 'WWW-Authenticate': `Bearer ${all.map(([name, value]) => `${name}="${value}"`).join(', ')}` };
}
