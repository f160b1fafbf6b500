import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { localServer } from 'test-support';
import { Directory, type Program } from './directory.ts';
import { type GraphResponse, respond, type Tenant } from './routes.ts';
import { type Json, Refusal } from './validation.ts';
import { Weather } from './weather.ts';

/** What goes wrong with a request, instead of or after its effect. */
export type Fault =
  | { kind: 'response'; status: number; headers?: Record<string, string>; code?: string; message?: string }
  /** It is done, and the connection ends. */
  | { kind: 'lost response' }
  /** It is not done, and the response says nothing true. */
  | { kind: 'body'; body: Json };

export interface StandInOptions {
  /** No delays and no refusals but those that a test asks for. */
  calm?: boolean;
  /** How many more requests it takes until every replica knows a new object. Default 3, or 0 when calm. */
  lag?: number;
  /** The same for lists. Default 8, or what `lag` is when calm. */
  listLag?: number;
  /** Who asks, where that is a program that signed in as itself. */
  program?: Program;
  tenantType?: string;
  /** Items on a page. Default 1, so that nothing passes that reads the first page alone. */
  pageSize?: number;
  /** Decides for each request, numbered from 0. */
  fault?: (request: { method: string; path: string; number: number }) => Fault | undefined;
}

export interface GraphStandIn extends AsyncDisposable {
  url: string;
  tenantId: string;
  directory: Directory;
  /** `METHOD /path` of every request so far. */
  requests: string[];
  /** Requests that Graph would not understand: each one is a defect in the caller. */
  refusals: string[];
  options: StandInOptions;
  weather: Weather | undefined;
}

export const administratorToken = 'the-administrators-token';

/** As Entra makes it for a program; nothing here looks at the signature. */
export function tokenFor({ id, appId }: Program): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ typ: 'JWT', alg: 'RS256' })}.${part({ oid: id, appid: appId, idtyp: 'app' })}.signature`;
}
const tenantId = 'aaaabbbb-0000-cccc-1111-dddd2222eeee';

/** Microsoft Graph v1.0 as far as `pnpm tenant` uses it, for one tenant, contoso. Collections come one item a page. */
export async function startGraph(options: StandInOptions = {}): Promise<GraphStandIn> {
  const { calm = false, lag = calm ? 0 : 3 } = options;
  const tenant: Tenant = {
    directory: new Directory(lag, options.listLag ?? (calm ? lag : 8), options.program),
    organization: {
      id: tenantId,
      displayName: 'Contoso',
      tenantType: options.tenantType ?? 'CIAM',
      verifiedDomains: [
        { name: 'contoso.com', isInitial: false, isDefault: true },
        { name: 'contoso.onmicrosoft.com', isInitial: true, isDefault: false },
      ],
    },
  };
  const standIn = {
    tenantId,
    directory: tenant.directory,
    requests: [] as string[],
    refusals: [] as string[],
    options,
    weather: calm ? undefined : new Weather(),
  };
  const server = await localServer((request, response) => void serve(tenant, standIn, request, response));
  return { ...standIn, url: server.url, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function serve(
  tenant: Tenant,
  standIn: Pick<GraphStandIn, 'requests' | 'refusals' | 'options' | 'weather'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await text(request);
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  const path = url.pathname.replace(/^\/v1\.0/, '');
  const { method = 'GET' } = request;
  const fault = standIn.options.fault?.({ method, path, number: standIn.requests.length });
  standIn.requests.push(`${method} ${path}`);
  tenant.directory.tick();
  if (fault?.kind === 'response') {
    return send(
      response,
      fault.status,
      failure(fault.code ?? 'serviceNotAvailable', fault.message ?? 'As asked.'),
      fault.headers,
    );
  }
  if (fault?.kind === 'body') return send(response, 200, fault.body);
  try {
    if (!url.pathname.startsWith('/v1.0/')) throw new Refusal(400, 'BadRequest', `Not v1.0: ${url.pathname}`);
    const { program } = standIn.options;
    if (request.headers.authorization !== `Bearer ${program ? tokenFor(program) : administratorToken}`) {
      throw new Refusal(401, 'InvalidAuthenticationToken', 'Access token is empty or not for Microsoft Graph.');
    }
    const given: unknown = body === '' ? undefined : JSON.parse(body);
    if (body !== '' && !/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
      throw new Refusal(415, 'BadRequest', 'The body is not said to be JSON.');
    }
    const passing = standIn.weather?.refusal(method, path, given);
    if (passing) return send(response, passing.status, failure(passing.code, passing.message));
    const { headers } = request;
    const outcome = respond(tenant, { method, path, query: url.searchParams, body: given, headers });
    if (fault?.kind === 'lost response') return void response.destroy();
    send(response, outcome.status, outcome.items ? page(outcome, url, standIn.options.pageSize) : outcome.body);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (
      error.status === 400 &&
      !/does not reference a valid application|is in use by|already exists/.test(error.message)
    ) {
      standIn.refusals.push(`${method} ${path}: ${error.message}`);
    }
    send(response, error.status, failure(error.code, error.message));
  }
}

function page({ items = [] }: GraphResponse, url: URL, size = 1): Json {
  const end = Number(url.searchParams.get('$skiptoken') ?? 0) + size;
  const next = new URL(url);
  next.searchParams.set('$skiptoken', String(end));
  return { value: items.slice(end - size, end), ...(end < items.length ? { '@odata.nextLink': next.href } : {}) };
}

function failure(code: string, message: string): Json {
  return { error: { code, message, innerError: { 'request-id': '0f0f0f0f-0000-4000-8000-000000000000' } } };
}

function send(response: ServerResponse, status: number, body?: Json, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body ? JSON.stringify(body) : undefined);
}
