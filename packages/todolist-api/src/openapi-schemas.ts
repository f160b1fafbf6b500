import { maxDescription, maxId, descriptionPattern } from './to-do.ts';

const description = {
  type: 'string',
  minLength: 1,
  maxLength: maxDescription,
  pattern: descriptionPattern.source,
  description: 'Text on one line, without control characters.',
};

const id = { type: 'integer', minimum: 1, maximum: maxId };

export type SchemaName = 'ToDo' | 'NewToDo' | 'ToDoChange' | 'Problem' | 'Health' | 'Readiness';

/**
 * The schemas of requests and responses.
 *
 * @see https://spec.openapis.org/oas/v3.1.1#components-object
 */
export const schemas: Record<SchemaName, object> = {
  ToDo: object({
    id: { ...id, description: 'Never reused, even after a deletion.' },
    owner: { type: 'string', format: 'uuid', description: 'The object ID (oid) of the user whose to-do it is.' },
    description,
  }),
  NewToDo: object(
    {
      description,
      owner: {
        type: 'string',
        format: 'uuid',
        description: 'Required for an app. Ignored for a user, who always owns their own to-dos.',
      },
    },
    ['description'],
  ),
  ToDoChange: object({ description }),
  Problem: {
    ...object(
      {
        type: { type: 'string', const: 'about:blank' },
        title: { type: 'string' },
        status: { type: 'integer', minimum: 400, maximum: 599 },
        detail: { type: 'string', description: 'What happened, and what to do about it.' },
        code: { type: 'string', pattern: '^[a-z_]+$', description: 'Stable, for programs.' },
        reason: {
          type: 'string',
          enum: ['wrong_audience', 'wrong_issuer', 'not_yet_valid', 'expired', 'no_permissions'],
          description: 'Why the token is not valid. Only with the code invalid_token. Stable, for programs.',
        },
        requestId: { type: 'string', description: 'Identifies the request in the log of the API.' },
        errors: {
          type: 'array',
          items: object({ pointer: { type: 'string' }, detail: { type: 'string' } }),
        },
      },
      ['type', 'title', 'status', 'detail', 'code', 'requestId'],
    ),
    description: 'Problem details, see RFC 9457.',
  },
  Health: object({ status: { const: 'ok' } }),
  Readiness: object({
    status: { enum: ['ready', 'unavailable'] },
    checks: { type: 'object', additionalProperties: { type: 'string' } },
  }),
};

export const parameters: Record<'id' | 'after', object> = {
  after: {
    name: 'after',
    in: 'query',
    schema: id,
    description:
      'Lists only to-dos with a higher ID. The `Link` header with `rel="next"` contains it if there are more.',
  },
  id: { name: 'id', in: 'path', required: true, schema: id },
};

function object(properties: object, required: string[] = Object.keys(properties)): object {
  return { type: 'object', properties, required, additionalProperties: false };
}
