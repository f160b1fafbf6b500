import type { ApiConfig } from './config.ts';
import { permissions, scopes, type Action } from './permissions.ts';
import { maxToDosPerOwner, pageSize } from './to-do.ts';
import { parameters, schemas, type SchemaName } from './openapi-schemas.ts';

/**
 * Describes the API as an OpenAPI 3.1 document.
 *
 * @see https://spec.openapis.org/oas/v3.1.1
 */
export function describeApi({ clientId, tenant }: Pick<ApiConfig, 'clientId' | 'tenant'>): object {
  const scope = (name: string): string => `api://${clientId}/${name}`;
  const endpoint = (name: string): string =>
    `${tenant.authority}${tenant.tenantSubdomain}.onmicrosoft.com/oauth2/v2.0/${name}`;

  const permitted = (action: Action): object => {
    const { user, app } = permissions[action];
    return {
      description: `Needs the scope ${user.join(' or ')}, or the app role ${app.join(' or ')}.`,
      security: [...user.map((name) => ({ user: [scope(name)] })), { app: [scope('.default')] }],
    };
  };

  return {
    openapi: '3.1.1',
    info: { title: 'ToDoList API', version: '1.0.0', license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    paths: {
      '/api/todolist': {
        get: {
          operationId: 'listToDos',
          summary: 'All to-dos for an app, their own for a user',
          parameters: [{ $ref: '#/components/parameters/after' }],
          ...permitted('read'),
          responses: { 200: toDosResponse, ...refusals, 400: problem('`after` is malformed.') },
        },
        post: {
          operationId: 'addToDo',
          summary: 'Add a to-do',
          ...permitted('write'),
          requestBody: body('NewToDo'),
          responses: { 201: addedResponse, ...refusals, ...bodyRefusals, 409: full },
        },
      },
      '/api/todolist/{id}': {
        parameters: [{ $ref: '#/components/parameters/id' }],
        get: {
          operationId: 'getToDo',
          summary: 'One to-do',
          ...permitted('read'),
          responses: { 200: toDoResponse, ...refusals, 400: problem('The id is malformed.'), 404: notFound },
        },
        put: {
          operationId: 'updateToDo',
          summary: 'Change the description of a to-do',
          ...permitted('write'),
          requestBody: body('ToDoChange'),
          responses: { 200: toDoResponse, ...refusals, ...bodyRefusals, 404: notFound },
        },
        delete: {
          operationId: 'deleteToDo',
          summary: 'Delete a to-do',
          ...permitted('write'),
          responses: {
            204: { description: 'It is gone.', headers: common },
            ...refusals,
            400: problem('The id is malformed.'),
            404: notFound,
          },
        },
      },
      '/healthz': {
        get: { operationId: 'healthz', summary: 'The process responds', responses: { 200: json('Health') } },
      },
      '/readyz': {
        get: {
          operationId: 'readyz',
          summary: 'The database and the tenant respond',
          responses: { 200: json('Readiness'), 503: json('Readiness') },
        },
      },
    },
    components: {
      schemas,
      parameters,
      securitySchemes: {
        user: {
          type: 'oauth2',
          flows: {
            authorizationCode: {
              authorizationUrl: endpoint('authorize'),
              tokenUrl: endpoint('token'),
              scopes: Object.fromEntries(Object.entries(scopes).map(([name, meaning]) => [scope(name), meaning])),
            },
          },
        },
        app: {
          type: 'oauth2',
          flows: {
            clientCredentials: {
              tokenUrl: endpoint('token'),
              scopes: { [scope('.default')]: 'Every app role that was granted' },
            },
          },
        },
      },
    },
  };
}

const text = { schema: { type: 'string' } };
const common = { 'X-Request-Id': { ...text, required: true } };
const challenge = { 'WWW-Authenticate': { ...text, required: true, description: 'As RFC 6750 has it.' } };

const ref = (name: SchemaName): object => ({ $ref: `#/components/schemas/${name}` });

const json = (name: SchemaName, description: string = name, headers: object = {}): object => ({
  description,
  headers: { ...common, ...headers },
  content: { 'application/json': { schema: ref(name) } },
});

const body = (name: SchemaName): object => ({
  required: true,
  content: { 'application/json': { schema: ref(name) } },
});

const problem = (description: string, headers: object = {}): object => ({
  description,
  headers: { ...common, ...headers },
  content: { 'application/problem+json': { schema: ref('Problem') } },
});

const toDoResponse = json('ToDo', 'The to-do');
const addedResponse = json('ToDo', 'The to-do as it was added', { Location: { ...text, required: true } });
const toDosResponse = {
  description: `By ascending id, ${pageSize} at most; all of a user's own`,
  headers: { ...common, Link: { ...text, description: 'Where the rest is, with rel="next", when there is more.' } },
  content: { 'application/json': { schema: { type: 'array', items: ref('ToDo') } } },
};
const notFound = problem('There is no such to-do, or it belongs to another user.');
const full = problem(`The owner has ${maxToDosPerOwner} to-dos already.`);
const refusals = {
  401: problem('No token, or not a good one', challenge),
  403: problem('A good token without the permission, or of an app that may not call', challenge),
  421: problem('In development: a host name other than those of this machine'),
  500: problem('A mistake of the API'),
  503: problem('The database or the tenant is away', { 'Retry-After': { ...text, required: true } }),
};
const bodyRefusals = {
  400: problem('The id or the body is malformed.'),
  413: problem('The body is larger than 16 kB.'),
  415: problem('The body is not JSON.'),
};
