import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, RequestTooLargeError } from '../server/http.ts';
import { requireContext } from '../server/request-context.ts';
import { isGuid } from '../tenant/guid.ts';
import type { DirectoryUser } from '../tenant/directory.ts';
import { present } from '../tenant/present.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { pairwiseSubject } from '../tokens/claims.ts';
import { type Caller, callerOf } from './caller.ts';
import { errorBody, GraphError } from './graph-error.ts';
import { changedProfile, notAllowed, profileOf, unreadable } from './profile.ts';

const graphHost = 'graph.microsoft.com';
const graphPaths = /^\/(v1\.0|beta|oidc)(\/|$)/;

/** Whether a request is for the part of Microsoft Graph that apps of a tenant use, judging by its path or host. */
export function isForGraph({ headers: { host = '' } }: IncomingMessage, path: string): boolean {
  return host.toLowerCase().split(':')[0] === graphHost || graphPaths.test(path);
}

/**
 * Serves the signed-in user's profile and userinfo like Microsoft Graph.
 *
 * @see https://learn.microsoft.com/graph/api/user-get
 * @see https://learn.microsoft.com/entra/identity-platform/userinfo
 */
export async function graphEndpoint(request: IncomingMessage, response: ServerResponse, tenant: Tenant): Promise<void> {
  const requestId = randomUUID();
  const sent = request.headers['client-request-id'];
  const clientRequestId = typeof sent === 'string' && isGuid(sent) ? sent : requestId;
  const headers = { 'request-id': requestId, 'client-request-id': clientRequestId, 'Access-Control-Allow-Origin': '*' };
  if (request.method === 'OPTIONS') {
    const asked = request.headers['access-control-request-headers'] ?? '';
    const allowed = { 'Access-Control-Allow-Methods': 'GET, POST, PATCH', 'Access-Control-Allow-Headers': asked };
    response.writeHead(200, { ...headers, ...allowed, Vary: 'Access-Control-Request-Headers' }).end();
    return;
  }
  try {
    const result = await responseBody(request, tenant);
    if (result === undefined) response.writeHead(204, headers).end();
    else send(response, 200, result, headers);
  } catch (error) {
    if (!(error instanceof GraphError)) tenant.logUnexpected(error);
    const known =
      error instanceof GraphError ? error : new GraphError(500, 'UnknownError', 'An unknown error occurred.');
    const challenge = known.status === 401 ? { 'WWW-Authenticate': challengeOf(tenant) } : {};
    const body = errorBody(known, requestId, clientRequestId, tenant.clock.now());
    send(response, known.status, body, { ...headers, ...challenge });
  }
}

/** Handles a request, and returns the body of the response if it has one. */
async function responseBody(request: IncomingMessage, tenant: Tenant): Promise<object | undefined> {
  const caller = await callerOf(request, tenant);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const [, version = '', ...segments] = pathname.split('/').map(decodeURIComponentSafely);
  const { directory } = tenant;
  const select = searchParams.get('$select');
  const context = `https://${graphHost}/${version}/$metadata#users/$entity`;
  const isGet = request.method === 'GET' || request.method === 'HEAD';
  const [first = '', id = '', ...rest] = segments;
  const collection = first.toLowerCase();
  if (version === 'oidc' && collection === 'userinfo' && (isGet || request.method === 'POST')) {
    return userInfo(caller, tenant, request);
  }
  const named = collection === 'users' && id !== '' ? userNamed(id, tenant) : undefined;
  const isProfile = (collection === 'me' && id === '') || (collection === 'users' && id !== '' && rest.length === 0);
  if (isProfile && request.method === 'PATCH') {
    const user = signedInUser(caller, tenant);
    if (!caller.permissions.has('User.ReadWrite') || (collection === 'users' && named !== user)) throw notAllowed();
    tenant.addUser(changedProfile(user, await readJson(request)));
    return undefined;
  }
  if (collection === 'me' && isGet) {
    const user = signedInUser(caller, tenant);
    if (!mayRead(caller, user)) throw notAllowed();
    if (id === '') return { '@odata.context': context, ...profileOf(user, directory, select) };
    if (id === 'photo') throw noPhoto();
  }
  if (collection === 'users' && id !== '' && isGet) {
    if (!mayRead(caller, named)) throw notAllowed();
    if (!named) throw notFound(id);
    if (rest.length === 0) return { '@odata.context': context, ...profileOf(named, directory, select) };
    if (rest[0] === 'photo') throw noPhoto();
  }
  throw new GraphError(400, 'BadRequest', `Resource not found for the segment '${segments.at(-1) ?? ''}'.`);
}

/** Returns a user by object ID or principal name. */
function userNamed(id: string, { directory }: Tenant): DirectoryUser | undefined {
  return directory.user(id) ?? directory.users.find((each) => directory.userPrincipalName(each) === id.toLowerCase());
}

/**
 * Returns the user who calls.
 *
 * @throws {GraphError} when an application calls as itself, or the user no longer exists
 */
function signedInUser({ userId }: Caller, { directory }: Tenant): DirectoryUser {
  if (userId === undefined) {
    throw new GraphError(400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
  }
  const user = directory.user(userId);
  if (!user) throw notFound(userId);
  return user;
}

function mayRead({ userId, permissions }: Caller, user: DirectoryUser | undefined): boolean {
  const isOwn = userId !== undefined && userId === user?.id;
  const enough = isOwn
    ? ['User.Read', 'User.ReadWrite', 'User.ReadBasic.All', 'User.Read.All']
    : ['User.ReadBasic.All', 'User.Read.All'];
  return enough.some((permission) => permissions.has(permission));
}

/** Returns the userinfo: the user's claims of the ID token. */
function userInfo(caller: Caller, tenant: Tenant, { headers: { host = '' } }: IncomingMessage): object {
  const { directory } = tenant;
  const user = signedInUser(caller, tenant);
  const client = directory.application(caller.clientId);
  if (!client || !caller.permissions.has('openid')) throw notAllowed();
  const asGraph = host.toLowerCase().split(':')[0] === graphHost;
  const claims = {
    sub: pairwiseSubject(directory, user, client),
    ...(caller.permissions.has('profile')
      ? {
          name: user.displayName,
          family_name: user.surname,
          given_name: user.givenName,
          picture: `${asGraph ? `https://${graphHost}` : requireContext().origin}/v1.0/me/photo/$value`,
        }
      : {}),
    ...(caller.permissions.has('email') ? { email: user.mail } : {}),
  };
  return present(claims);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  try {
    return JSON.parse(await readBody(request));
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof RequestTooLargeError) throw unreadable();
    throw cause;
  }
}

function notFound(id: string): GraphError {
  const message = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
  return new GraphError(404, 'Request_ResourceNotFound', message);
}

function noPhoto(): GraphError {
  const message = "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.";
  return new GraphError(404, 'ImageNotFound', message);
}

function challengeOf({ directory }: Tenant): string {
  const { origin } = requireContext();
  return `Bearer realm="", authorization_uri="${origin}/${directory.tenantId}/oauth2/v2.0/authorize", client_id="00000003-0000-0000-c000-000000000000"`;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string>): void {
  const type = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-cache' };
  response.writeHead(status, { ...type, ...headers }).end(JSON.stringify(body));
}
