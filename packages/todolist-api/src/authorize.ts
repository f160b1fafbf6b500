import type { Request } from 'express';
import { appNotAllowed, insufficientPermission, invalidToken, missingToken } from './challenge.ts';
import type { Caller, VerifyToken } from './verify-token.ts';

export type Action = 'read' | 'write';

/** Any one of these will do. */
export const permissions: Record<Action, Record<Caller['kind'], readonly string[]>> = {
  read: {
    user: ['ToDoList.Read', 'ToDoList.ReadWrite'],
    app: ['ToDoList.Read.All', 'ToDoList.ReadWrite.All'],
  },
  write: {
    user: ['ToDoList.ReadWrite'],
    app: ['ToDoList.ReadWrite.All'],
  },
};

/** Lets a request pass when its token is good and permits the action. @throws {Problem} 401 or 403 */
export type Authorize = (request: Request, action: Action) => Promise<Caller>;

export function createAuthorize(verify: VerifyToken, allowedClientApps: readonly string[]): Authorize {
  return async (request, action) => {
    const caller = await verify(bearerToken(request.headers.authorization));
    if (allowedClientApps.length > 0 && !allowedClientApps.includes(caller.clientId)) throw appNotAllowed();
    const needed = permissions[action][caller.kind];
    if (needed.some((permission) => caller.permissions.includes(permission))) return caller;
    const kind = caller.kind === 'app' ? 'the app role' : 'the scope';
    throw insufficientPermission(`The token lacks ${kind} ${needed.join(' or ')}.`, needed);
  };
}

/** Only the header counts: a token in a query or a body ends up in logs. */
function bearerToken(header: string | undefined): string {
  if (header === undefined) throw missingToken();
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(header)?.[1];
  if (token === undefined) throw invalidToken('The Authorization header is not of the form: Bearer <token>.');
  return token;
}
