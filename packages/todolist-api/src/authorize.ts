import type { Request } from 'express';
import { appNotAllowed, insufficientPermission, invalidToken, missingToken } from './challenge.ts';
import { permissions, type Action } from './permissions.ts';
import type { Caller } from './verify-token.ts';

/**
 * Returns the token of the Authorization header. A token in a query or a body is ignored, because it would end up in
 * logs.
 *
 * @throws {Problem} 401 when there is no token
 */
export function bearerToken({ headers }: Request): string {
  const { authorization } = headers;
  if (authorization === undefined) throw missingToken();
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization)?.[1];
  if (token === undefined) throw invalidToken('The Authorization header does not have the form: Bearer <token>.');
  return token;
}

/**
 * Checks that the caller may perform an action.
 *
 * @throws {Problem} 403 when the caller has none of the scopes or app roles that the action needs
 */
export function requirePermission(caller: Caller, action: Action): void {
  const needed: readonly string[] = permissions[action][caller.kind];
  if (needed.some((permission) => caller.permissions.includes(permission))) return;
  const kind = caller.kind === 'app' ? 'the app role' : 'the scope';
  throw insufficientPermission(`The token lacks ${kind} ${needed.join(' or ')}.`, needed);
}

/**
 * Checks that the caller's app may call the API. An empty list allows every app.
 *
 * @throws {Problem} 403 when `allowedClientApps` does not contain the caller's app
 */
export function requireAllowedApp(caller: Caller, allowedClientApps: readonly string[]): void {
  if (allowedClientApps.length > 0 && !allowedClientApps.includes(caller.clientId)) throw appNotAllowed();
}
