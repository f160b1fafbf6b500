import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { interactionEndpoint } from '../interactions/router.ts';
import { errorPage, messagePage } from '../pages/message.ts';
import { texts } from '../pages/texts.ts';
import { authorizeEndpoint } from '../protocol/authorize-endpoint.ts';
import { deviceEndpoint } from '../protocol/device-endpoint.ts';
import { discoveryDocument } from '../protocol/discovery.ts';
import { EntraError } from '../protocol/entra-error.ts';
import { entraErrors } from '../protocol/entra-errors.ts';
import { logoutEndpoint } from '../protocol/logout-endpoint.ts';
import { tokenEndpoint } from '../protocol/token-endpoint.ts';
import { isGuid } from '../tenant/guid.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { noStore, RequestTooLargeError, sendHtml, sendJson } from './http.ts';
import { requireContext, runInContext } from './request-context.ts';
import type { RequestContext } from './request-context.ts';

type Endpoint = (request: IncomingMessage, response: ServerResponse, tenant: Tenant) => Promise<void>;

const day = 86_400;
const publicHeaders = { 'Cache-Control': `max-age=${String(day)}, private`, 'Access-Control-Allow-Origin': '*' };

const discovery: Endpoint = async (_request, response, { directory }) =>
  sendJson(response, 200, discoveryDocument(directory, requireContext()), publicHeaders);

const keySet: Endpoint = async (_request, response, { keys }) =>
  sendJson(response, 200, { keys: await keys.published(requireContext().issuer) }, publicHeaders);

const provider: Endpoint = (request, response, tenant) => tenant.callProvider(request, response);

const hello: Endpoint = async (_request, response, { directory: { config } }) =>
  sendHtml(response, 200, messagePage(config, config.displayName, texts.banner));

/** The endpoints without `/v2.0` are not for an external tenant's accounts. */
const versionOnePaths =
  /^\/(\.well-known\/openid-configuration|oauth2\/(authorize|token|devicecode|logout)|discovery\/keys)$/;
const versionOne: Endpoint = async () => {
  throw entraErrors.accountTypeWrong();
};

interface Route {
  methods: string;
  /** Below the tenant's part of the path. */
  path: RegExp;
  endpoint: Endpoint;
  /** Whether errors are answered in JSON, and with what `error` an unknown tenant is. */
  unknownTenant?: string;
}

const routes: Route[] = [
  {
    methods: 'GET HEAD',
    path: /^\/v2\.0\/\.well-known\/openid-configuration$/,
    endpoint: discovery,
    unknownTenant: 'invalid_tenant',
  },
  { methods: 'GET HEAD', path: /^\/discovery\/v2\.0\/keys$/, endpoint: keySet, unknownTenant: 'invalid_tenant' },
  {
    methods: 'POST OPTIONS',
    path: /^\/oauth2\/v2\.0\/token$/,
    endpoint: tokenEndpoint,
    unknownTenant: 'invalid_request',
  },
  {
    methods: 'POST',
    path: /^\/oauth2\/v2\.0\/devicecode$/,
    endpoint: deviceEndpoint,
    unknownTenant: 'invalid_request',
  },
  { methods: 'GET POST', path: /^\/oauth2\/v2\.0\/authorize$/, endpoint: authorizeEndpoint },
  { methods: 'GET POST', path: /^\/oauth2\/v2\.0\/logout$/, endpoint: logoutEndpoint },
  { methods: 'GET', path: /^\/oauth2\/v2\.0\/authorize\/[\w-]+$/, endpoint: provider },
  { methods: 'POST', path: /^\/session\/end\/confirm$/, endpoint: provider },
  { methods: 'GET POST', path: versionOnePaths, endpoint: versionOne, unknownTenant: 'invalid_request' },
  { methods: 'GET POST', path: /^\/interaction\/[\w-]+$/, endpoint: interactionEndpoint },
];

const commonRoutes: Route[] = [
  { methods: 'GET POST', path: /^\/oauth2\/deviceauth$/, endpoint: provider },
  { methods: 'GET', path: /^\/oauth2\/deviceauth\/[\w-]+$/, endpoint: provider },
  { methods: 'POST', path: /^\/session\/end\/confirm$/, endpoint: provider },
];

/** Answers one request to the tenant, whatever it is. */
export async function answer(request: IncomingMessage, response: ServerResponse, tenant: Tenant): Promise<void> {
  const context = requestContext(request, tenant);
  response.setHeader('x-ms-request-id', context.traceId);
  await runInContext(context, async () => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const [, alias = '', rest = ''] = /^\/([^/]*)(\/.*)?$/.exec(path) ?? [];
    const table =
      alias === 'common' && commonRoutes.some((candidate) => candidate.path.test(rest)) ? commonRoutes : routes;
    const route =
      path === '/'
        ? { methods: 'GET HEAD', path: /^/, endpoint: hello }
        : table.find((candidate) => candidate.path.test(rest));
    try {
      if (route && path !== '/' && table === routes && !tenant.directory.isTenant(alias)) {
        throw entraErrors.tenantNotFound(alias, route.unknownTenant);
      }
      if (!route) sendHtml(response, 404, messagePage(tenant.directory.config, texts.notFoundTitle, texts.notFound));
      else if (route.methods.split(' ').includes(request.method ?? '')) await route.endpoint(request, response, tenant);
      else response.writeHead(405, { Allow: route.methods.replace(' ', ', ') }).end();
    } catch (error) {
      answerError(error, response, tenant, route?.unknownTenant !== undefined);
    }
  });
}

function answerError(error: unknown, response: ServerResponse, tenant: Tenant, asJson: boolean): void {
  const known = error instanceof RequestTooLargeError ? entraErrors.requestMalformed() : error;
  if (!(known instanceof EntraError))
    tenant.log(`Unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const entra = known instanceof EntraError ? known : entraErrors.unexpected();
  const { status } = entra;
  if (asJson) sendJson(response, status, entra.body(), noStore);
  else sendHtml(response, status, errorPage(tenant.directory.config, entra.description()));
}

function requestContext(request: IncomingMessage, tenant: Tenant): RequestContext {
  const host = request.headers.host ?? '';
  // Asked as the real service, it answers as the real service does.
  const asCiam = /^[a-z0-9-]+\.ciamlogin\.com(:\d+)?$/i.test(host);
  const sent = request.headers['client-request-id'];
  return {
    clock: tenant.clock,
    origin: asCiam ? `https://${host}` : tenant.origin,
    issuer: asCiam ? tenant.guidHostIssuer : tenant.issuer,
    traceId: randomUUID(),
    correlationId: typeof sent === 'string' && isGuid(sent) ? sent : randomUUID(),
  };
}
