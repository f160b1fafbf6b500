import { tenantSchema, tenantSchemaId } from '../tenant/configuration.ts';
import { inputSchema, type Operation, pathNames } from './operation.ts';
import { isObjectSchema, object, type Schema, text, whole } from './schemas.ts';

type Described = Operation<never, unknown>;

const json = (schema: Schema): object => ({ content: { 'application/json': { schema } } });
const refusal = (description: string): object => ({ description, ...json({ $ref: '#/components/schemas/error' }) });

const reasons = { 404: 'There is no such entry', 408: 'Nothing came in time' };

const error = whole({
  error: { ...text, description: 'what is wrong, for people' },
  code: { ...text, description: 'what is wrong, for programs' },
});

/** The control API described in OpenAPI 3.1. */
export function openApi(operations: Readonly<Record<string, Described>>, prefix: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [operationId, operation] of Object.entries(operations)) {
    paths[prefix + operation.path] = {
      ...paths[prefix + operation.path],
      [operation.method.toLowerCase()]: { operationId, ...describeOperation(operation) },
    };
  }
  const description = {
    openapi: '3.1.0',
    info: {
      title: 'Control API of ciam-emulator',
      version: '1.0.0',
      description:
        'Sees and does everything behind the back of a local External ID tenant. For this machine, and for others by the control token.',
    },
    paths,
    components: { schemas: { ...tenantSchema().definitions, error } },
  };
  const unresolved = JSON.stringify(description)
    .replaceAll(`${tenantSchemaId}#/definitions/`, '#/components/schemas/')
    .replaceAll('"#/definitions/', '"#/components/schemas/');
  const resolved: object = JSON.parse(unresolved);
  return resolved;
}

function describeOperation(operation: Described): object {
  const { summary, result, path, refusals = [], isOpen } = operation;
  return {
    summary,
    ...describeInput(operation, pathNames(path)),
    responses: {
      ...(result ? { 200: { description: 'Done', ...json(result) } } : { 204: { description: 'Done' } }),
      400: refusal('The input is not valid; the error says where, and what was expected'),
      ...(isOpen
        ? {}
        : {
            401: refusal('Asked from another machine without the control token'),
            403: refusal('Asked from another machine where there is no control token, or by a page of another site'),
          }),
      ...Object.fromEntries(refusals.map((status) => [status, refusal(reasons[status])])),
    },
  };
}

function describeInput(operation: Described, names: string[]): object {
  const schema = inputSchema(operation);
  const hasBody = operation.method === 'POST' || operation.method === 'PATCH';
  if (!isObjectSchema(schema)) return { requestBody: { required: true, ...json(schema) } };
  const entries = Object.entries(schema.properties);
  const parameters = entries
    .filter(([name]) => !hasBody || names.includes(name))
    .map(([name, type]) => ({
      name,
      in: names.includes(name) ? 'path' : 'query',
      required: schema.required.includes(name),
      schema: type,
    }));
  const body = entries.filter(([name]) => !names.includes(name));
  const required = schema.required.filter((name) => !names.includes(name));
  return {
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(hasBody && body.length > 0
      ? { requestBody: { required: required.length > 0, ...json(object(Object.fromEntries(body), required)) } }
      : {}),
  };
}
