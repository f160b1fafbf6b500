import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '../server/http.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { refusalOf } from './access.ts';
import { openApi } from './openapi.ts';
import { inputSchema, type Operation } from './operation.ts';
import { OperationRunner } from './operation-runner.ts';
import { operationTable } from './operation-table.ts';
import { isObjectSchema } from './schemas.ts';

const prefix = '/_emulator';

/** The HTTP status of each error code. Every other code is 400. */
const statuses = new Map([
  ['entry_unknown', 404],
  ['wait_timeout', 408],
]);

/** Serves the control API over HTTP. */
export class ControlEndpoint {
  readonly #runner: OperationRunner;

  readonly #token: string | undefined;

  /** @param token lets other machines use the API */
  constructor(tenant: Tenant, token: string | undefined) {
    this.#runner = new OperationRunner(tenant);
    this.#token = token;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const path = pathname.slice(prefix.length);
    const isOpen = Object.values(operationTable).some((open) => open.isOpen && open.path === path);
    const refusal = isOpen ? undefined : refusalOf(request, this.#token);
    if (refusal) {
      if (refusal.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
      refuse(response, refusal.status, refusal.code, refusal.message);
      return;
    }
    if (path === '/openapi.json' && request.method === 'GET') {
      sendJson(response, 200, openApi(operationTable, prefix));
      return;
    }
    const candidates = Object.values(operationTable).filter((operation) => namesIn(path, operation) !== undefined);
    const methods = candidates.map(({ method }) => method).join(', ');
    const operation = candidates.find(({ method }) => method === request.method);
    if (operation) await this.#run(operation, request, response, path, searchParams);
    else if (methods) refuse(response, 405, 'method_not_allowed', `${path} takes ${methods}.`);
    else
      refuse(
        response,
        404,
        'not_found',
        `The control API has nothing at ${path}. For its operations, see ${prefix}/openapi.json.`,
      );
  }

  async #run(
    operation: Operation<never, unknown>,
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: URLSearchParams,
  ): Promise<void> {
    try {
      // An operation that waits may exceed the time limit of idle connections.
      if (operation.refusals?.includes(408)) request.socket.setTimeout(0);
      const hasBody = operation.method === 'POST' || operation.method === 'PATCH';
      const given: unknown = hasBody ? JSON.parse((await readBody(request)) || '{}') : readQuery(query, operation);
      const input = isPlain(given) ? { ...given, ...namesIn(path, operation) } : given;
      const result = await this.#runner.run(operation, input);
      if (operation.result) sendJson(response, 200, result);
      else response.writeHead(204).end();
    } catch (error) {
      if (error instanceof SyntaxError) refuse(response, 400, 'not_json', 'The body is not JSON.');
      else if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
        refuse(response, statuses.get(error.code) ?? 400, error.code, error.message);
      } else throw error;
    }
  }
}

/** Returns the parameters of a path, or undefined if the path is not this operation's. */
function namesIn(path: string, operation: Operation<never, unknown>): Record<string, string> | undefined {
  const pattern = operation.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const match = new RegExp(`^${pattern}$`).exec(path);
  if (!match) return undefined;
  const names = Object.entries(match.groups ?? {});
  return Object.fromEntries(names.map(([name, value]) => [name, decode(value)]));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads a query, and converts values to numbers if the schema says so. */
function readQuery(query: URLSearchParams, operation: Operation<never, unknown>): Record<string, unknown> {
  const schema = inputSchema(operation);
  const types = isObjectSchema(schema) ? schema.properties : {};
  return Object.fromEntries(
    [...query].map(([name, value]) => [name, types[name]?.['type'] === 'integer' ? Number(value) : value]),
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(response: ServerResponse, status: number, code: string, error: string): void {
  sendJson(response, status, { error, code });
}
