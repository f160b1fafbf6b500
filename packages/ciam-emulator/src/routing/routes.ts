import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EndpointName } from '../control/faults.ts';
import { graphEndpoint } from '../graph/endpoint.ts';
import { deviceCodeEndpoint } from '../interactions/device-code-endpoint.ts';
import { inboxEndpoint } from '../interactions/inbox-endpoint.ts';
import { interactionEndpoint } from '../interactions/router.ts';
import { homePage } from '../pages/home.ts';
import { scriptEndpoint, styleSheetEndpoint } from '../pages/page-files.ts';
import { authorizeEndpoint } from '../protocol/authorize-endpoint.ts';
import { deviceEndpoint } from '../protocol/device-endpoint.ts';
import { discoveryDocument, olderDiscoveryDocument } from '../protocol/discovery.ts';
import { entraErrors } from '../protocol/entra-errors.ts';
import { logoutEndpoint } from '../protocol/logout-endpoint.ts';
import { tokenEndpoint } from '../protocol/token-endpoint.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { sendHtml, sendJson } from '../server/http.ts';
import { requireContext } from '../server/request-context.ts';

type Endpoint = (request: IncomingMessage, response: ServerResponse, tenant: Tenant) => Promise<void>;

export interface Route {
  /** The name of the endpoint for faults. */
  name?: EndpointName;
  /** Whether it continues what another route of this name has started. Only faults of tokens happen here. */
  resumes?: true;
  methods: string;
  /** Whether another method is an error of Entra's, which apps may show. */
  postedByApps?: true;
  /** The path below the tenant's part. */
  path: RegExp;
  endpoint: Endpoint;
  /** The `error` of JSON endpoints for an unknown tenant. Other endpoints show a page. */
  unknownTenant?: 'invalid_tenant' | 'invalid_request';
}

const publicHeaders = { 'Cache-Control': 'max-age=86400, private', 'Access-Control-Allow-Origin': '*' };

/** Lets any page read the response. A request with headers of its own is preceded by a preflight request. */
const open =
  (endpoint: Endpoint): Endpoint =>
  async (request, response, tenant) => {
    if (request.method !== 'OPTIONS') return endpoint(request, response, tenant);
    const asked = request.headers['access-control-request-headers'] ?? '';
    response.writeHead(204, {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': 'GET, OPTIONS',
      'Access-Control-Allow-Headers': asked,
      'Access-Control-Max-Age': '86400',
      Vary: 'Access-Control-Request-Headers',
    });
    response.end();
  };

const discovery: Endpoint = async (_request, response, { directory }) => {
  const { origin, backChannel, issuer, tokenFault } = requireContext();
  const shown = tokenFault()?.kind === 'wrong_issuer' ? 'https://login.example.com/another-tenant/v2.0' : issuer;
  sendJson(response, 200, discoveryDocument(directory, { origin, backChannel, issuer: shown }), publicHeaders);
};

const olderDiscovery: Endpoint = async (_request, response, { directory }) =>
  sendJson(response, 200, olderDiscoveryDocument(directory, requireContext().origin), publicHeaders);

const keySet: Endpoint = async (_request, response, { keys }) =>
  sendJson(response, 200, { keys: await keys.published(requireContext().issuer) }, publicHeaders);

const provider: Endpoint = (request, response, tenant) => tenant.callProvider(request, response);

/** The endpoints without `/v2.0` do not accept the accounts of an external tenant. */
const versionOne: Endpoint = async () => {
  throw entraErrors.accountTypeWrong();
};

/** The routes below `/<tenant id>` or `/<domain>`. */
export const tenantRoutes: readonly Route[] = [
  {
    name: 'discovery',
    methods: 'GET HEAD OPTIONS',
    path: /^\/v2\.0\/\.well-known\/openid-configuration$/,
    endpoint: open(discovery),
    unknownTenant: 'invalid_tenant',
  },
  {
    name: 'discovery',
    methods: 'GET HEAD OPTIONS',
    path: /^\/\.well-known\/openid-configuration$/,
    endpoint: open(olderDiscovery),
    unknownTenant: 'invalid_tenant',
  },
  {
    name: 'keys',
    methods: 'GET HEAD OPTIONS',
    path: /^\/discovery\/(v2\.0\/)?keys$/,
    endpoint: open(keySet),
    unknownTenant: 'invalid_tenant',
  },
  {
    methods: 'GET POST OPTIONS',
    path: /^\/openid\/userinfo$/,
    endpoint: (request, response, tenant) => {
      request.url = '/oidc/userinfo';
      return graphEndpoint(request, response, tenant);
    },
    unknownTenant: 'invalid_request',
  },
  {
    name: 'token',
    methods: 'POST OPTIONS',
    postedByApps: true,
    path: /^\/oauth2\/v2\.0\/token$/,
    endpoint: tokenEndpoint,
    unknownTenant: 'invalid_request',
  },
  {
    name: 'devicecode',
    methods: 'POST',
    postedByApps: true,
    path: /^\/oauth2\/v2\.0\/devicecode$/,
    endpoint: deviceEndpoint,
    unknownTenant: 'invalid_request',
  },
  { name: 'authorize', methods: 'GET POST', path: /^\/oauth2\/v2\.0\/authorize$/, endpoint: authorizeEndpoint },
  { name: 'logout', methods: 'GET POST', path: /^\/oauth2\/v2\.0\/logout$/, endpoint: logoutEndpoint },
  {
    methods: 'GET POST',
    path: /^\/oauth2\/(authorize|token|devicecode|logout)$/,
    endpoint: versionOne,
    unknownTenant: 'invalid_request',
  },
  {
    name: 'authorize',
    resumes: true,
    methods: 'GET',
    path: /^\/oauth2\/v2\.0\/authorize\/[\w-]+$/,
    endpoint: provider,
  },
  { methods: 'GET POST', path: /^\/interaction\/[\w-]+(\/[a-z-]+)?$/, endpoint: interactionEndpoint },
  { methods: 'GET', path: /^\/inbox$/, endpoint: inboxEndpoint },
  { methods: 'GET', path: /^\/pages\.css$/, endpoint: styleSheetEndpoint },
  { methods: 'GET', path: /^\/pages\.js$/, endpoint: scriptEndpoint },
];

/** The routes below `/common`, where users of real tenants enter a device code. */
export const commonRoutes: readonly Route[] = [
  { methods: 'GET POST', path: /^\/oauth2\/deviceauth$/, endpoint: deviceCodeEndpoint },
  { methods: 'GET', path: /^\/oauth2\/deviceauth\/[\w-]+$/, endpoint: provider },
];

/** The route of the root. */
export const home: Route = {
  methods: 'GET HEAD',
  path: /^/,
  endpoint: async (_request, response, { directory }) =>
    sendHtml(response, 200, homePage(directory, `${requireContext().origin}/`)),
};
