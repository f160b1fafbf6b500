import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Emulator } from '../src/index.ts';

export interface ControlResponse {
  status: number;
  body: unknown;
}

interface OpenApi {
  paths: Record<string, Record<string, { responses: Record<string, object> }>>;
}

/** Asks the control API over HTTP, and holds each response to what its OpenAPI document says of it. */
export function controlApi(
  tenant: Emulator,
): (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<ControlResponse> {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  let document: OpenApi | undefined;

  return async (method, path, body, headers = {}) => {
    const fetched = await fetch(`${tenant.origin}/_emulator${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await fetched.text();
    const response = { status: fetched.status, body: text ? (JSON.parse(text) as unknown) : undefined };
    if (!document) {
      document = (await (await fetch(`${tenant.origin}/_emulator/openapi.json`)).json()) as OpenApi;
      ajv.addSchema(document, 'openapi');
    }
    hold(document, ajv, method.toLowerCase(), path.split('?')[0] ?? '', response);
    return response;
  };
}

function hold({ paths }: OpenApi, ajv: Ajv2020, method: string, path: string, { status, body }: ControlResponse): void {
  const known = Object.keys(paths).find((template) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(`/_emulator${path}`),
  );
  const operation = known === undefined ? undefined : paths[known]?.[method];
  if (known === undefined || !operation) return;
  const response = operation.responses[status];
  if (!response) throw new Error(`${method} ${known}: the status ${status} is not in the document.`);
  if (!('content' in response)) {
    if (body !== undefined) throw new Error(`${method} ${known}: there should be no body.`);
    return;
  }
  const pointer = ['paths', known, method, 'responses', String(status), 'content', 'application/json', 'schema'];
  const fragment = pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
  const validate = ajv.compile({ $ref: `openapi#/${fragment.join('/')}` });
  if (!validate(body)) throw new Error(`${method} ${known}: ${ajv.errorsText(validate.errors)}`);
}
