import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Ajv } from 'ajv';

import { readBody, sendJson } from '../server/http.ts';
import { isLoopbackAddress, isLoopbackName } from '../server/loopback.ts';
import { describeErrors, tenantSchema } from '../tenant/configuration.ts';
import type { Control } from './control.ts';
import { openApi } from './openapi.ts';
import { controlOperations } from './operations.ts';
import type { Operation } from './operations.ts';

const prefix = '/_emulator';
const noInput = { type: 'object', additionalProperties: false, properties: {} };

/** The control API over HTTP: for this machine only, and for no web page of another site. */
export class ControlEndpoint {
  readonly #control: Control;
  readonly #operations: Operation[] = controlOperations();
  #ajv: Promise<Ajv> | undefined;

  constructor(control: Control) {
    this.#control = control;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isLocal(request)) {
      refuse(response, 403, 'The control API is for programs on this machine, not for pages of other sites.');
      return;
    }
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = url.pathname.slice(prefix.length);
    if (path === '/openapi.json' && request.method === 'GET') {
      sendJson(response, 200, openApi(this.#operations, prefix));
      return;
    }
    const candidates = this.#operations.filter((operation) => operation.path === path);
    const methods = candidates.map(({ method }) => method).join(', ');
    const operation = candidates.find(({ method }) => method === request.method);
    if (operation) await this.#run(operation, request, response, url.searchParams);
    else if (methods) refuse(response, 405, `${path} takes ${methods}.`);
    else refuse(response, 404, `There is nothing at ${path}; ${prefix}/openapi.json lists what there is.`);
  }

  async #run(
    { body, query, run }: Operation,
    request: IncomingMessage,
    response: ServerResponse,
    parameters: URLSearchParams,
  ): Promise<void> {
    try {
      const input: unknown = body ? JSON.parse((await readBody(request)) || '{}') : Object.fromEntries(parameters);
      this.#ajv ??= makeAjv();
      const validate = (await this.#ajv).compile<never>(body ?? query ?? noInput);
      if (!validate(input)) {
        refuse(response, 400, describeErrors(validate.errors ?? []).join('; '));
        return;
      }
      const result = await run(this.#control, input);
      if (result === undefined) response.writeHead(204).end();
      else sendJson(response, 200, result);
    } catch (error) {
      if (error instanceof SyntaxError) refuse(response, 400, `The body is not JSON: ${error.message}`);
      else if (error instanceof Error && 'code' in error) {
        refuse(response, error.code === 'request_wait_timeout' ? 408 : 400, error.message);
      } else throw error;
    }
  }
}

async function makeAjv(): Promise<Ajv> {
  const { Ajv } = await import('ajv');
  return new Ajv({ allErrors: true, verbose: true, schemas: [tenantSchema()] });
}

function refuse(response: ServerResponse, status: number, error: string): void {
  sendJson(response, status, { error });
}

/** A name that only resolves to this machine counts as little as the origin of a page elsewhere. */
function isLocal({ socket, headers: { host = '', origin } }: IncomingMessage): boolean {
  const name = host.replace(/:\d+$/, '');
  const sameOrigin = origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
  return isLoopbackAddress(socket.remoteAddress ?? '') && isLoopbackName(name) && sameOrigin;
}
