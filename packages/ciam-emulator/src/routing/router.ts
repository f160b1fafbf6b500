import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ControlEndpoint } from '../control/endpoint.ts';
import { injectFault } from '../control/fault-injection.ts';
import { faultTarget } from '../control/fault-target.ts';
import type { TokenFault } from '../control/faults.ts';
import { graphEndpoint, isForGraph } from '../graph/endpoint.ts';
import { maskSecrets } from '../control/request-log.ts';
import { errorPage, messagePage } from '../pages/message.ts';
import { texts } from '../pages/texts.ts';
import { EntraError } from '../protocol/entra-error.ts';
import { entraErrors } from '../protocol/entra-errors.ts';
import { isGuid } from '../tenant/guid.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { noStore, RequestTooLargeError, sendHtml, sendJson } from '../server/http.ts';
import { type Names, namesFor } from '../server/origin.ts';
import { simplifyTarget } from '../server/request-target.ts';
import { type RequestContext, requireContext, runInContext } from '../server/request-context.ts';
import { commonRoutes, home, type Route, tenantRoutes } from './routes.ts';

const controlPrefix = '/_emulator/';

/** Handles every request to one tenant. */
export class Router {
  readonly #tenant: Tenant;
  readonly #control: ControlEndpoint;

  /** @param controlToken lets other machines use the control API */
  constructor(tenant: Tenant, controlToken: string | undefined) {
    this.#tenant = tenant;
    this.#control = new ControlEndpoint(tenant, controlToken);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const tenant = this.#tenant;
    simplifyTarget(request);
    // Clients compare their clock with the tenant's.
    response.setHeader('Date', new Date(tenant.clock.now()).toUTCString());
    // HTTP/1.0 had no Host header, and some health checks still send none. No browser sends an empty one.
    const { host = new URL(tenant.reach.origin).host } = request.headers;
    if (host === '' || !URL.canParse(`http://${host}/`)) {
      response.writeHead(400).end();
      return;
    }
    const [path = '/', query = ''] = (request.url ?? '/').split('?');
    const names = namesFor(host, tenant.reach);
    const isControl = path.startsWith(controlPrefix);
    if (!names && !isControl) {
      refuseName(response, host);
      return;
    }
    const context = requestContext(request, tenant, names);
    response.setHeader('x-ms-request-id', context.traceId);
    await runInContext(context, async () => {
      if (isControl) {
        await this.#control
          .handle(request, response)
          .catch((error: unknown) => responseError(error, response, tenant, true));
        return;
      }
      const method = request.method ?? '';
      // Log the headers as sent, before they are rewritten.
      const headers = maskSecrets(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      // Make oidc-provider redirect to the same addresses that the other responses contain.
      const { protocol, host } = new URL(context.origin);
      Object.assign(request.headers, { 'x-forwarded-proto': protocol.slice(0, -1), 'x-forwarded-host': host });
      response.once('close', () => {
        tenant.requests.add({
          time: new Date(tenant.clock.now()).toISOString(),
          method,
          path,
          query: maskSecrets(new URLSearchParams(query)),
          form: context.form,
          headers,
          status: response.headersSent ? response.statusCode : 0,
        });
      });
      await (isForGraph(request, path)
        ? graphEndpoint(request, response, tenant)
        : answerTenant(request, response, path, tenant));
    });
  }
}

async function answerTenant(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  tenant: Tenant,
): Promise<void> {
  const [, alias = '', rest = ''] = /^\/([^/]*)(\/.*)?$/.exec(path) ?? [];
  const common = alias === 'common' ? commonRoutes.find((candidate) => candidate.path.test(rest)) : undefined;
  const route = path === '/' ? home : (common ?? tenantRoutes.find((candidate) => candidate.path.test(rest)));
  try {
    if (!route) {
      sendHtml(response, 404, messagePage(tenant.directory.config, texts.notFoundTitle, texts.notFound));
      return;
    }
    if (tenantRoutes.includes(route) && !tenant.directory.isTenant(alias)) {
      throw entraErrors.tenantNotFound(alias, route.unknownTenant);
    }
    const { method = '' } = request;
    if (!route.methods.split(' ').includes(method)) {
      if (route.postedByApps) throw entraErrors.methodNotAllowed(route.methods, method);
      response.writeHead(405, { Allow: route.methods.replaceAll(' ', ', ') }).end();
      return;
    }
    if (await faultHappens(route, request, response, tenant)) return;
    await route.endpoint(request, response, tenant);
  } catch (error) {
    responseError(error, response, tenant, route?.unknownTenant !== undefined);
  }
}

/** @returns whether a fault has responded */
async function faultHappens(
  { name, resumes }: Route,
  request: IncomingMessage,
  response: ServerResponse,
  { faults }: Tenant,
): Promise<boolean> {
  // A preflight request is the browser's, not the app's.
  if (!name || request.method === 'OPTIONS') return false;
  const target = await faultTarget(name, request);
  let taken: { fault: TokenFault | undefined } | undefined;
  requireContext().tokenFault = (clientId) => {
    taken ??= { fault: faults.takeForTokens({ ...target, clientId: clientId ?? target.clientId }) };
    return taken.fault;
  };
  const fault = resumes ? undefined : faults.takeForRequest(target);
  return fault !== undefined && injectFault(fault, target, response);
}

function responseError(error: unknown, response: ServerResponse, tenant: Tenant, asJson: boolean): void {
  const known = error instanceof RequestTooLargeError ? entraErrors.requestMalformed() : error;
  if (!(known instanceof EntraError)) tenant.logUnexpected(error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const entra = known instanceof EntraError ? known : entraErrors.unexpected();
  if (asJson) sendJson(response, entra.status, entra.body(), noStore);
  else sendHtml(response, entra.status, errorPage(tenant.directory.config, entra.description()));
}

/** Refuses a request for an unknown name: its owner could lead a browser here, and then read the tenant's responses. */
function refuseName(response: ServerResponse, host: string): void {
  const description = `The local tenant does not respond as ${host}. Use localhost. If apps or browsers reach it by another name, start it with that name: --origin, or --back-channel-origin for apps only.`;
  sendJson(response, 403, { error: 'host_unknown', error_description: description }, noStore);
}

function requestContext(request: IncomingMessage, tenant: Tenant, names: Names | undefined): RequestContext {
  const { 'client-request-id': sent } = request.headers;
  const { origin, backChannel } = names ?? { origin: tenant.origin, backChannel: tenant.origin };
  return {
    clock: tenant.clock,
    origin,
    backChannel,
    issuer: tenant.issuerAt(origin),
    traceId: randomUUID(),
    correlationId: typeof sent === 'string' && isGuid(sent) ? sent : randomUUID(),
    tokenFault: () => undefined,
    form: {},
  };
}
