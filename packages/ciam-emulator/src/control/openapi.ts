import { tenantSchema, tenantSchemaId } from '../tenant/configuration.ts';
import type { Operation } from './operations.ts';

/** The control API described in OpenAPI 3.1. */
export function openApi(operations: readonly Operation[], prefix: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    paths[prefix + operation.path] = {
      ...paths[prefix + operation.path],
      [operation.method.toLowerCase()]: describeOperation(operation),
    };
  }
  const description = {
    openapi: '3.1.0',
    info: {
      title: 'Control API of ciam-emulator',
      version: '1.0.0',
      description: 'Sees and does everything behind the back of a local External ID tenant. For this machine only.',
    },
    paths,
    components: { schemas: tenantSchema().definitions },
  };
  const text = JSON.stringify(description)
    .replaceAll(`${tenantSchemaId}#/definitions/`, '#/components/schemas/')
    .replaceAll('"#/definitions/', '"#/components/schemas/');
  const resolved: object = JSON.parse(text);
  return resolved;
}

function describeOperation({ summary, body, query }: Operation): object {
  const parameters = Object.entries(query?.properties ?? {}).map(([name, schema]) => ({ name, in: 'query', schema }));
  return {
    summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: {
      200: { description: 'Done; the answer in JSON', content: { 'application/json': {} } },
      204: { description: 'Done' },
      400: { description: 'The request is not valid; the answer says where and what was expected' },
    },
  };
}
