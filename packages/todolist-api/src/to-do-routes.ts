import { isUtf8, type Buffer } from 'node:buffer';
import { json, Router, type Request, type Response } from 'express';
import { bearerToken, requireAllowedApp, requirePermission } from './authorize.ts';
import type { Action } from './permissions.ts';
import { Problem } from './problem.ts';
import type { ToDoStore } from './to-do-store.ts';
import { missingOwner, pageSize, parseAfter, parseId, parseNewToDo, parseToDoChange, tooMany } from './to-do.ts';
import type { Caller, VerifyToken } from './verify-token.ts';

export interface ToDoRoutesOptions {
  store: ToDoStore;
  verifyToken: VerifyToken;
  allowedClientApps: readonly string[];
}

/**
 * Serves `/api/todolist`. An app sees every to-do, and a user only their own: another user's to-do gets the same
 * response as one that does not exist.
 */
export function toDoRoutes({ store, verifyToken, allowedClientApps }: ToDoRoutesOptions): Router {
  const router = Router();

  /** Returns the caller if the token is valid and permits the action. @throws {Problem} 401 or 403 */
  const authorize = async (req: Request, action: Action): Promise<Caller> => {
    const caller = await verifyToken(bearerToken(req));
    requireAllowedApp(caller, allowedClientApps);
    requirePermission(caller, action);
    return caller;
  };

  router
    .route('/')
    .get(async (req, res) => {
      const caller = await authorize(req, 'read');
      const page = { after: parseAfter(req.url), limit: pageSize + 1 };
      const toDos = await store.list(page, ownerSeenBy(caller));
      if (toDos.length > pageSize) {
        toDos.pop();
        // https://www.rfc-editor.org/rfc/rfc8288. Relative, so that it is correct behind a proxy that changes the path.
        res.links({ next: `?after=${toDos.at(-1)?.id}` });
      }
      res.json(toDos);
    })
    .post(async (req, res) => {
      const caller = await authorize(req, 'write');
      const { description, owner } = parseNewToDo(await readJson(req, res));
      const ownerOfNew = caller.kind === 'user' ? caller.oid : owner;
      if (ownerOfNew === undefined) throw missingOwner();
      const toDo = await store.add({ owner: ownerOfNew, description });
      if (toDo === undefined) throw tooMany();
      res.status(201).location(`${req.baseUrl}/${toDo.id}`).json(toDo);
    })
    .all(refuseMethod('GET, HEAD, POST'));

  router
    .route('/:id')
    .get(async (req, res) => {
      const caller = await authorize(req, 'read');
      res.json(found(await store.find(parseId(req.params.id), ownerSeenBy(caller))));
    })
    .put(async (req, res) => {
      const caller = await authorize(req, 'write');
      const id = parseId(req.params.id);
      const { description } = parseToDoChange(await readJson(req, res));
      res.json(found(await store.update(id, description, ownerSeenBy(caller))));
    })
    .delete(async (req, res) => {
      const caller = await authorize(req, 'write');
      if (!(await store.remove(parseId(req.params.id), ownerSeenBy(caller)))) throw notFound();
      res.status(204).end();
    })
    .all(refuseMethod('GET, HEAD, PUT, DELETE'));

  return router;
}

function ownerSeenBy(caller: Caller): string | undefined {
  return caller.kind === 'user' ? caller.oid : undefined;
}

function found<T>(toDo: T | undefined): T {
  if (toDo === undefined) throw notFound();
  return toDo;
}

function notFound(): Problem {
  return new Problem(404, 'not_found', 'There is no such to-do.');
}

const parseJson = json({ limit: '16kb', type: 'application/json', inflate: false, verify: refuseOtherText });

/** JSON is UTF-8 (RFC 8259 §8.1). Other text would be stored with replacement characters. */
function refuseOtherText(_request: unknown, _response: unknown, body: Buffer, charset: string): void {
  if (charset !== 'utf-8') throw new Problem(415, 'not_json', 'The body is not JSON in UTF-8.');
  if (!isUtf8(body)) throw new Problem(400, 'invalid_body', 'The body is not text in UTF-8.');
}

/** Reads the body. Called only after the caller is known, so that nobody else can send a body. */
async function readJson(req: Request, res: Response): Promise<unknown> {
  if (!req.is('application/json')) throw new Problem(415, 'not_json', 'The body is not JSON (application/json).');
  await new Promise<void>((resolve, reject) => {
    parseJson(req, res, (error?: unknown) => (error ? reject(error) : resolve()));
  });
  return req.body;
}

function refuseMethod(allowed: string): () => never {
  return () => {
    throw new Problem(405, 'method_not_allowed', `This address allows only ${allowed}.`, {
      headers: { Allow: allowed },
    });
  };
}
