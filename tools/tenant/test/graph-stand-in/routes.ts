import type { IncomingHttpHeaders } from 'node:http';
import {
  addPassword,
  bad,
  createApplication,
  deleteApplication,
  updateApplication,
  upsertApplication,
} from './application-rules.ts';
import {
  createLocalization,
  deleteLocalization,
  listLocalizations,
  readBranding,
  updateBranding,
} from './branding-rules.ts';
import { type Directory, notFound } from './directory.ts';
import { addFederated, updateFederated } from './federation-rules.ts';
import { addProvider, createAttribute, createFlow, updateFlow, withoutRelationships } from './flow-rules.ts';
import {
  assignRole,
  attach,
  attachedTo,
  createServicePrincipal,
  detach,
  grantPermission,
  updateGrant,
} from './permission-rules.ts';
import { type Json, propertiesOf, Refusal, validate } from './validation.ts';

export interface GraphRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  headers: IncomingHttpHeaders;
}

export interface GraphResponse {
  status: number;
  body?: Json;
  /** A collection, still to be paged. */
  items?: Json[];
}

export interface Tenant {
  directory: Directory;
  organization: Json;
}

type Handler = (tenant: Tenant, request: GraphRequest, ...ids: string[]) => GraphResponse;

const id = '([0-9a-f-]{36})';
const flows = '/identity/authenticationEventsFlows';
const branding = `/organization/${id}/branding`;
const byUniqueName = "/applications\\(uniqueName='([^']+)'\\)";
const selfService = 'microsoft.graph.externalUsersSelfServiceSignUpEventsFlow';
const included = `${flows}/${id}/conditions/applications/includeApplications`;

/** Method and path of everything that `pnpm tenant` may ask for. Anything else is refused. */
const routes: [string, string, Handler][] = [
  ['GET', '/organization', ({ organization }, { query }) => ok([selected('organization', organization, query)])],
  [
    'GET',
    '/applications',
    ({ directory }, { query }) => {
      const tag = query.has('$filter') ? filter(query, /^tags\/any\(t:t eq '([^']+)'\)$/) : undefined;
      const tagged = directory
        .listed('applications')
        .filter((item) => tag === undefined || (item['tags'] as string[]).includes(tag));
      return ok(tagged.map((item) => selected('application', withoutKeys(item), query)));
    },
  ],
  [
    'GET',
    byUniqueName,
    ({ directory }, { query }, name = '') => {
      const item = directory.all('applications').find(({ uniqueName }) => uniqueName === name);
      if (!item) throw notFound(name);
      return { status: 200, body: selected('application', withoutKeys(item), query) };
    },
  ],
  [
    'PATCH',
    byUniqueName,
    ({ directory }, { body, headers }, name = '') =>
      upsertApplication(directory, name, body, headers['prefer']?.toString()),
  ],
  [
    'GET',
    `/applications/${id}/owners`,
    ({ directory }, { query }, application = '') => {
      directory.get('applications', application);
      return ok((directory.owners.get(application) ?? []).map((item) => selected('user', item, query)));
    },
  ],
  [
    'GET',
    `/applications/${id}/federatedIdentityCredentials`,
    ({ directory }, _, application) => {
      directory.get('applications', application);
      return ok(directory.listed('federated').filter((item) => item['application'] === application));
    },
  ],
  [
    'POST',
    `/applications/${id}/federatedIdentityCredentials`,
    ({ directory }, { body }, application) => created(addFederated(directory, application ?? '', body)),
  ],
  [
    'PATCH',
    `/applications/${id}/federatedIdentityCredentials/${id}`,
    ({ directory }, { body }, application, credential) =>
      done(updateFederated(directory, application ?? '', credential ?? '', body)),
  ],
  [
    'GET',
    '/me',
    ({ directory }, { query }) => {
      if (directory.program) throw bad('/me request is only valid with delegated authentication flow.');
      return { status: 200, body: selected('user', directory.administrator, query) };
    },
  ],
  [
    'GET',
    branding,
    ({ directory }, { headers }) => ({ status: 200, body: readBranding(directory, headers['accept-language']) }),
  ],
  [
    'PATCH',
    branding,
    ({ directory }, { body, headers }, tenant) =>
      done(updateBranding(directory, tenant ?? '', body, headers['accept-language'])),
  ],
  ['GET', `${branding}/localizations`, ({ directory }) => ok(listLocalizations(directory))],
  ['POST', `${branding}/localizations`, ({ directory }, { body }) => created(createLocalization(directory, body))],
  [
    'DELETE',
    `${branding}/localizations/([A-Za-z-]+)`,
    ({ directory }, _, _tenant, language) => done(deleteLocalization(directory, language ?? '')),
  ],
  [
    'PATCH',
    `/servicePrincipals/${id}`,
    ({ directory }, { body }, principal) => {
      validate('servicePrincipal', body);
      Object.assign(directory.get('servicePrincipals', principal), body);
      return { status: 204 };
    },
  ],
  ['GET', '/identity/userFlowAttributes', ({ directory }) => ok(directory.listed('attributes'))],
  ['POST', '/identity/userFlowAttributes', ({ directory }, { body }) => created(createAttribute(directory, body))],
  // The reference shows one flow as the value of a property.
  [
    'GET',
    `${flows}/${id}`,
    ({ directory }, _, flow) => ({ status: 200, body: { value: directory.get('flows', flow) } }),
  ],
  ['PATCH', `${flows}/${id}`, ({ directory }, { body }, flow) => done(updateFlow(directory, flow ?? '', body))],
  [
    'POST',
    `${flows}/${id}/${selfService}/onAuthenticationMethodLoadStart/microsoft.graph.onAuthenticationMethodLoadStartExternalUsersSelfServiceSignUp/identityProviders/\\$ref`,
    ({ directory }, { body }, flow) => {
      return done(addProvider(directory, flow ?? '', body));
    },
  ],
  ['POST', '/applications', ({ directory }, { body }) => created(createApplication(directory, body))],
  [
    'GET',
    `/applications/${id}`,
    ({ directory }, { query }, application) => {
      const item = directory.get('applications', application);
      const full = query.get('$select') === 'keyCredentials' ? item : withoutKeys(item);
      return { status: 200, body: selected('application', full, query) };
    },
  ],
  [
    'PATCH',
    `/applications/${id}`,
    ({ directory }, { body }, item) => done(updateApplication(directory, item ?? '', body)),
  ],
  ['DELETE', `/applications/${id}`, ({ directory }, _, item) => done(deleteApplication(directory, item ?? ''))],
  [
    'POST',
    `/applications/${id}/addPassword`,
    ({ directory }, { body }, item) => ({ status: 200, body: addPassword(directory, item ?? '', body) }),
  ],
  [
    'GET',
    '/servicePrincipals',
    ({ directory }, { query }) => {
      const appId = filter(query, /^appId eq '([^']+)'$/);
      const found = directory
        .listed('servicePrincipals')
        .filter((item) => item['appId'] === appId)
        .map((item) => withPermissions(directory, item));
      return ok(found.map((item) => selected('servicePrincipal', item, query)));
    },
  ],
  [
    'GET',
    `/servicePrincipals/${id}`,
    ({ directory }, { query }, principal) => {
      const item = directory.get('servicePrincipals', principal);
      return { status: 200, body: selected('servicePrincipal', withPermissions(directory, item), query) };
    },
  ],
  ['POST', '/servicePrincipals', ({ directory }, { body }) => created(createServicePrincipal(directory, body))],
  [
    'GET',
    `/servicePrincipals/${id}/appRoleAssignments`,
    ({ directory }, _, principal) => {
      directory.get('servicePrincipals', principal);
      return ok(directory.listed('assignments').filter((item) => item['principalId'] === principal));
    },
  ],
  [
    'POST',
    `/servicePrincipals/${id}/appRoleAssignedTo`,
    ({ directory }, { body }, resource) => created(assignRole(directory, resource ?? '', body)),
  ],
  [
    'GET',
    '/oauth2PermissionGrants',
    ({ directory }, { query }) => {
      const client = filter(query, /^clientId eq '([^']+)'$/);
      return ok(directory.listed('grants').filter((item) => item['clientId'] === client));
    },
  ],
  ['POST', '/oauth2PermissionGrants', ({ directory }, { body }) => created(grantPermission(directory, body))],
  [
    'PATCH',
    `/oauth2PermissionGrants/${id}`,
    ({ directory }, { body }, item) => done(updateGrant(directory, item ?? '', body)),
  ],
  [
    'GET',
    flows,
    ({ directory }, { query }) => {
      if (!query.has('$filter')) return ok(directory.listed('flows'));
      const type = 'microsoft\\.graph\\.externalUsersSelfServiceSignUpEventsFlow';
      const path = 'conditions/applications/includeApplications/any\\(appId:appId/appId';
      const appId = filter(query, new RegExp(`^${type}/${path} eq '([^']+)'\\)$`));
      return ok(directory.listed('flows').filter((flow) => attachedTo(flow).some((entry) => entry['appId'] === appId)));
    },
  ],
  ['POST', flows, ({ directory }, { body }) => created(withoutRelationships(createFlow(directory, body)))],
  [
    'DELETE',
    `${flows}/${id}`,
    ({ directory }, _, flow) => {
      directory.get('flows', flow);
      return done(directory.remove('flows', flow ?? ''));
    },
  ],
  ['GET', included, ({ directory }, _, flow) => ok(attachedTo(directory.get('flows', flow)))],
  ['POST', included, ({ directory }, { body }, flow) => created(attach(directory, flow ?? '', body))],
  ['DELETE', `${included}/${id}`, ({ directory }, _, flow, app) => done(detach(directory, flow ?? '', app ?? ''))],
];

/** @throws Refusal */
export function respond(tenant: Tenant, request: GraphRequest): GraphResponse {
  const unknown = [...request.query.keys()].find((name) => !['$filter', '$select', '$skiptoken'].includes(name));
  if (unknown) throw new Refusal(400, 'BadRequest', `Unsupported query option '${unknown}'.`);
  for (const [method, pattern, handle] of routes) {
    const match = new RegExp(`^${pattern}$`).exec(decodeURIComponent(request.path));
    if (match && method === request.method) return handle(tenant, request, ...match.slice(1));
  }
  throw new Refusal(400, 'BadRequest', `No such request: ${request.method} ${request.path}`);
}

function filter(query: URLSearchParams, form: RegExp): string {
  const match = form.exec(query.get('$filter') ?? '');
  if (!match?.[1]) throw new Refusal(400, 'Request_UnsupportedQuery', `Unsupported filter ${query.get('$filter')}.`);
  return match[1];
}

function selected(type: string, item: Json, query: URLSearchParams): Json {
  const names = query.get('$select')?.split(',');
  if (!names) return item;
  const known = propertiesOf(type);
  const unknown = names.find((name) => !known[name]);
  if (unknown) throw new Refusal(400, 'BadRequest', `Could not find a property named '${unknown}' on type '${type}'.`);
  return Object.fromEntries(names.map((name) => [name, item[name] ?? null]));
}

/** A service principal offers what its application does. */
function withPermissions(directory: Directory, principal: Json): Json {
  const application = directory.everything('applications').find((item) => item['appId'] === principal['appId']);
  if (!application) return principal;
  const { oauth2PermissionScopes } = application['api'] as Json;
  return { ...principal, oauth2PermissionScopes, appRoles: application['appRoles'] };
}

/** The keys themselves come only when asked for alone. */
function withoutKeys(application: Json): Json {
  const keys = (application['keyCredentials'] as Json[]).map((key) => Object.assign({}, key, { key: null }));
  return { ...application, keyCredentials: keys };
}

function ok(items: Json[]): GraphResponse {
  return { status: 200, items };
}

function created(body: Json): GraphResponse {
  return { status: 201, body };
}

function done(_nothing: void): GraphResponse {
  return { status: 204 };
}
