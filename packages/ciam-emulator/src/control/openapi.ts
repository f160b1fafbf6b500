import { tenantSchema, tenantSchemaId } from '../tenant/configuration.ts';
import { inputSchema, type Operation, pathNames } from './operation.ts';
import { isObjectSchema, object, type Schema, text, allRequired } from './schemas.ts';

type AnyOperation = Operation<never, unknown>;

const json = (schema: Schema): object => ({ content: { 'application/json': { schema } } });
const refusal = (description: string): object => ({ description, ...json({ $ref: '#/components/schemas/error' }) });

const refusalReasons = { 404: 'The entry does not exist', 408: 'Nothing arrived in time' };

const error = allRequired({
  error: { ...text, description: 'what is wrong, for people' },
  code: { ...text, description: 'what is wrong, for programs' },
});

/** Describes the control API in OpenAPI 3.1. */
export function openApi(operations: Readonly<Record<string, AnyOperation>>, prefix: string): object {
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
        'Inspects and changes a local External ID tenant. Open to programs on this machine, and to other machines with the control token.',
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

function describeOperation(operation: AnyOperation): object {
  const { summary, result, path, refusals = [], isOpen } = operation;
  return {
    summary,
    ...describeInput(operation, pathNames(path)),
    responses: {
      ...(result ? { 200: { description: 'Done', ...json(result) } } : { 204: { description: 'Done' } }),
      400: refusal('The input is not valid. The error names the path and what it expects there'),
      ...(isOpen
        ? {}
        : {
            401: refusal('The request came from another machine, without the control token'),
            403: refusal(
              'The request came from another machine, and no control token is set, or from a page of another site',
            ),
          }),
      ...Object.fromEntries(refusals.map((status) => [status, refusal(refusalReasons[status])])),
    },
  };
}

function describeInput(operation: AnyOperation, names: string[]): object {
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
