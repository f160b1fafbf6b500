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
          summary: "List all to-dos, or a user's own",
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
          summary: 'Get a to-do',
          ...permitted('read'),
          responses: { 200: toDoResponse, ...refusals, 400: problem('The ID is malformed.'), 404: notFound },
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
            204: { description: 'The to-do is deleted.', headers: common },
            ...refusals,
            400: problem('The ID is malformed.'),
            404: notFound,
          },
        },
      },
      '/healthz': {
        get: { operationId: 'healthz', summary: 'Check that the process responds', responses: { 200: json('Health') } },
      },
      '/readyz': {
        get: {
          operationId: 'readyz',
          summary: 'Check that the database and the tenant respond',
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
              scopes: { [scope('.default')]: 'Every app role that the app was granted' },
            },
          },
        },
      },
    },
  };
}

const text = { schema: { type: 'string' } };
const common = { 'X-Request-Id': { ...text, required: true } };
const challenge = { 'WWW-Authenticate': { ...text, required: true, description: 'See RFC 6750, section 3.' } };

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
const addedResponse = json('ToDo', 'The new to-do', { Location: { ...text, required: true } });
const toDosResponse = {
  description: `At most ${pageSize} to-dos, by ascending ID. A user's own list is always complete`,
  headers: { ...common, Link: { ...text, description: 'The next page, with rel="next", if there is one.' } },
  content: { 'application/json': { schema: { type: 'array', items: ref('ToDo') } } },
};
const notFound = problem('There is no such to-do, or it belongs to another user.');
const full = problem(`The owner has ${maxToDosPerOwner} to-dos already.`);
const refusals = {
  401: problem('The token is missing or not valid.', challenge),
  403: problem('The token lacks the permission, or its app may not call this API.', challenge),
  421: problem('In development: the host name is not one of this machine.'),
  500: problem('The API failed with an unexpected error.'),
  503: problem('The database or the tenant does not respond.', { 'Retry-After': { ...text, required: true } }),
};
const bodyRefusals = {
  400: problem('The ID or the body is malformed.'),
  413: problem('The body is larger than 16 kB.'),
  415: problem('The body is not JSON.'),
};
