import { tenantSchemaId } from '../tenant/configuration.ts';
import type { Application, AppRoleAssignment, PermissionGrant, User } from '../tenant/model.ts';
import type { ClockSetting, Control } from './control.ts';
import type { Fault } from './faults.ts';
import { endpointNames, tokenFaultKinds } from './faults.ts';

/** One operation of the control API over HTTP. */
export interface Operation {
  method: 'GET' | 'POST' | 'DELETE';
  /** Below `/_emulator`. */
  path: string;
  summary: string;
  /** JSON schema of the body, where there is one. */
  body?: object;
  /** JSON schema of the query, where there is one and no body. */
  query?: { type: 'object'; additionalProperties: false; properties: Record<string, object> };
  /** Is given the checked body, or else the checked query. */
  run: (control: Control, input: never) => unknown;
}

const text = { type: 'string' };
const time = {
  type: 'string',
  pattern: '^(now|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d.*)$',
  description: 'now, or an ISO 8601 time',
};
const flag = { type: 'boolean' };
const count = { type: 'integer', minimum: 1 };

const object = (properties: object, required: string[] = []): object => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

const fault = object(
  {
    endpoint: { enum: endpointNames },
    kind: { enum: ['status', 'error', 'delay', 'html', 'reset', 'truncate', 'slow_down', ...tokenFaultKinds] },
    times: count,
    probability: { type: 'number', minimum: 0, maximum: 1 },
    status: { type: 'integer', minimum: 200, maximum: 599 },
    retryAfterSeconds: { type: 'integer', minimum: 0 },
    milliseconds: { type: 'integer', minimum: 0, maximum: 600_000 },
    error: text,
    number: { type: 'integer' },
    description: text,
    suberror: text,
  },
  ['endpoint', 'kind'],
);

/** Everything the control API can do; its HTTP form and its OpenAPI description both follow from this. */
export function controlOperations(): Operation[] {
  return [
    {
      method: 'GET',
      path: '/state',
      summary: 'What the tenant holds now, without secrets',
      run: (control) => control.state(),
    },
    {
      method: 'POST',
      path: '/reset',
      summary: 'Back to the configuration, with nobody signed in',
      run: (control) => control.reset(),
    },
    {
      method: 'POST',
      path: '/users',
      summary: 'Adds a user, or replaces the one with the same id',
      body: { $ref: `${tenantSchemaId}#/definitions/user` },
      run: (control, added: User) => control.addUser(added),
    },
    {
      method: 'POST',
      path: '/applications',
      summary: 'Adds an application, or replaces the one with the same appId',
      body: { $ref: `${tenantSchemaId}#/definitions/application` },
      run: (control, added: Application) => control.addApplication(added),
    },
    {
      method: 'POST',
      path: '/permission-grants',
      summary: 'Consents, as an administrator, to permissions of an API for an application',
      body: { $ref: `${tenantSchemaId}#/definitions/permissionGrant` },
      run: (control, grant: PermissionGrant) => control.addPermissionGrant(grant),
    },
    {
      method: 'POST',
      path: '/role-assignments',
      summary: 'Assigns an app role to an application or a user',
      body: { $ref: `${tenantSchemaId}#/definitions/appRoleAssignment` },
      run: (control, assignment: AppRoleAssignment) => control.addRoleAssignment(assignment),
    },
    {
      method: 'GET',
      path: '/inbox',
      summary: 'The e-mails a real tenant would have sent, newest first',
      run: (control) => control.inbox,
    },
    {
      method: 'GET',
      path: '/clock',
      summary: "The tenant's time",
      run: (control) => ({ now: new Date(control.now()).toISOString() }),
    },
    {
      method: 'POST',
      path: '/clock',
      summary: "Moves, stops or resets the tenant's clock",
      body: object({ advanceSeconds: { type: 'number' }, freezeAt: time, unfreeze: flag, reset: flag }),
      run: (control, setting: ClockSetting) => {
        control.setClock(setting);
        return { now: new Date(control.now()).toISOString() };
      },
    },
    {
      method: 'POST',
      path: '/keys/rotate',
      summary: 'Signs with a new key from now on; with forget, the old ones are no longer published',
      body: object({ forget: flag }),
      run: (control, options: { forget?: boolean }) => control.rotateKeys(options),
    },
    {
      method: 'POST',
      path: '/tokens',
      summary:
        'Signs a token with any claims; iss, tid, ver and the times are filled in unless given, and left out where null',
      body: object({ claims: { type: 'object' }, header: { type: 'object' } }, ['claims']),
      run: async (
        control,
        { claims, header }: { claims: Record<string, unknown>; header?: Record<string, unknown> },
      ) => ({
        token: await control.signToken(claims, header),
      }),
    },
    {
      method: 'POST',
      path: '/sessions/revoke',
      summary: "Ends a user's browser sessions, or everybody's",
      body: object({ userId: text }),
      run: (control, { userId }: { userId?: string }) => control.revokeSessions(userId),
    },
    {
      method: 'POST',
      path: '/refresh-tokens/revoke',
      summary: "Revokes a user's refresh tokens, or everybody's",
      body: object({ userId: text }),
      run: (control, { userId }: { userId?: string }) => control.revokeRefreshTokens(userId),
    },
    { method: 'GET', path: '/faults', summary: 'The faults to come', run: (control) => control.faults },
    {
      method: 'POST',
      path: '/faults',
      summary: 'Makes something go wrong at an endpoint',
      body: fault,
      run: (control, added: Fault) => control.addFault(added),
    },
    { method: 'DELETE', path: '/faults', summary: 'No more faults', run: (control) => control.clearFaults() },
    {
      method: 'GET',
      path: '/requests',
      summary: 'The last thousand requests, oldest first, secrets masked',
      run: (control) => control.requests,
    },
    { method: 'DELETE', path: '/requests', summary: 'Forgets the requests', run: (control) => control.clearRequests() },
    {
      method: 'GET',
      path: '/requests/next',
      summary: 'Waits for the next request that matches',
      query: {
        type: 'object',
        additionalProperties: false,
        properties: {
          method: { ...text, description: 'GET or POST' },
          path: { ...text, description: 'what the path ends with' },
          timeoutMs: { ...text, pattern: '^\\d{1,6}$', description: 'milliseconds to wait; 5000 by default' },
        },
      },
      run: (control, { method, path, timeoutMs }: { method?: string; path?: string; timeoutMs?: string }) =>
        control.waitForRequest({ method, path }, timeoutMs === undefined ? undefined : Number(timeoutMs)),
    },
  ];
}
