import { type FileApplication, microsoftGraphName, type TenantFile } from 'ciam-emulator/tenant-file';
import type { GraphClient } from '../graph/graph-client.ts';
import type { Application, Branding, ServicePrincipal, UserFlow } from '../graph/resources.ts';
import { readBranding } from '../registration/branding.ts';
import { readIdentity } from '../registration/identity.ts';
import { flowsPath, readApp, type RegisteredApp, selected } from '../registration/tenant-state.ts';
import { cloud } from './cloud.ts';
import { exportedApplication, exportedFlow, type Permission } from './exported-parts.ts';
import { fileNames } from './file-names.ts';

export interface ExportedTenant {
  file: TenantFile;
  /** The IDs for `.env`, without secrets. */
  settings: Record<string, string>;
}

const microsoftGraphAppId = '00000003-0000-0000-c000-000000000000';
/** Entra's internal application in every external tenant. */
const internal = /^b2c-extensions-app\b/;

/** Exports a real tenant as a tenant file, with a local part that keeps its IDs. Only reads. */
export async function exportTenant(graph: GraphClient): Promise<ExportedTenant> {
  const identity = await readIdentity(graph);
  const all = await graph.list<Application>(`/applications?$select=${selected}`);
  const found = all.filter(({ displayName }) => !internal.test(displayName));
  const { name, names } = fileNames(found, identity.subdomain);
  const apps: Record<string, RegisteredApp> = {};
  for (const application of found) apps[names[application.id] ?? ''] = await readApp(graph, application);
  const resources = await resourceNames(graph, apps);
  const flows = await graph.list<UserFlow>(flowsPath);
  const branding = await readBranding(graph, identity.tenantId);

  const applications: FileApplication[] = [];
  const local: NonNullable<NonNullable<TenantFile['local']>['applications']> = {};
  for (const [own, app] of Object.entries(apps)) {
    const isConfidential = usesCredential(app);
    applications.push(exportedApplication(own, app, permissionsOf(app, resources)));
    local[own] = {
      appId: app.application.appId,
      ...(app.servicePrincipal ? { servicePrincipalId: app.servicePrincipal.id } : {}),
      // Graph shows no secrets, and none is needed: the local tenant's secret is public.
      ...(isConfidential ? { secret: 'emulator-only-not-a-secret' } : {}),
      ...(await certificateOf(graph, app.application)),
    };
  }
  const { tenantId, subdomain, displayName } = identity;
  const attached = await attachments(graph, flows);
  const nameOf = (appId: string): string | undefined =>
    Object.entries(apps).find(([, { application }]) => application.appId === appId)?.[0];
  const inCloud = cloud({
    name,
    applications,
    userFlows: flows.map((flow) =>
      exportedFlow(
        flow,
        (attached[flow.id] ?? []).map(nameOf).filter((known) => known !== undefined),
      ),
    ),
    ...(branding ? { branding: exportedBranding(branding) } : {}),
  });
  const file: TenantFile = {
    ...inCloud,
    applications: inCloud.applications.map((application) =>
      Object.assign(application, { env: envOf(application.name, usesCredential(apps[application.name])) }),
    ),
    local: { tenantId, subdomain, displayName, applications: local, users: [sampleUser] },
  };
  const ids = Object.entries(local).map(([own, { appId = '' }]) => [`${prefixOf(own)}_CLIENT_ID`, appId]);
  return { file, settings: { TENANT_SUBDOMAIN: subdomain, TENANT_ID: tenantId, ...Object.fromEntries(ids) } };
}

/** A sample user, because users of a real tenant are not exported. */
const sampleUser = { displayName: 'Ada Lovelace', mail: 'ada@example.com', password: 'Analytical-Engine-1843' };

function prefixOf(name: string): string {
  return name
    .toUpperCase()
    .replaceAll('-', '_')
    .replace(/^(?=\d)/, '_');
}

function envOf(name: string, isConfidential: boolean): NonNullable<FileApplication['env']> {
  const prefix = prefixOf(name);
  return {
    clientId: `${prefix}_CLIENT_ID`,
    ...(isConfidential
      ? { clientSecret: `${prefix}_CLIENT_SECRET`, clientCertificate: `${prefix}_CLIENT_CERTIFICATE` }
      : {}),
  };
}

function usesCredential(app: RegisteredApp | undefined): boolean {
  const { passwordCredentials = [], keyCredentials = [] } = app?.application ?? {};
  return passwordCredentials.length + keyCredentials.length > 0;
}

/** Returns the newest certificate, which is public. An app that has its key can sign in to the local tenant, too. */
async function certificateOf(
  graph: GraphClient,
  { id, keyCredentials = [] }: Application,
): Promise<{ certificate?: string }> {
  if (keyCredentials.length === 0) return {};
  // Graph returns the keys only if this property is requested alone.
  const { keyCredentials: full = [] } = await graph.get<Application>(`/applications/${id}?$select=keyCredentials`);
  const der = full.findLast(({ key, usage }) => key && usage === 'Verify')?.key;
  if (!der) return {};
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${der.replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

type Resources = Record<string, Pick<ServicePrincipal, 'appRoles'> & { name: string }>;

/** Returns the file's name of each API, and its app roles, by the ID of its service principal. */
async function resourceNames(graph: GraphClient, apps: Record<string, RegisteredApp>): Promise<Resources> {
  const resources: Resources = {};
  for (const [name, { application, servicePrincipal }] of Object.entries(apps)) {
    if (servicePrincipal) resources[servicePrincipal.id] = { name, appRoles: application.appRoles ?? [] };
  }
  const ids = Object.values(apps).flatMap(({ grants, roleAssignments }) =>
    [...grants, ...roleAssignments].map(({ resourceId }) => resourceId),
  );
  for (const id of new Set(ids)) {
    if (resources[id]) continue;
    const { appId, appRoles = [] } = await graph.get<ServicePrincipal>(
      `/servicePrincipals/${id}?$select=id,appId,appRoles`,
    );
    resources[id] = { name: appId === microsoftGraphAppId ? microsoftGraphName : appId, appRoles };
  }
  return resources;
}

function permissionsOf({ grants, roleAssignments }: RegisteredApp, resources: Resources): Permission[] {
  const consents = grants.filter(({ consentType }) => consentType === 'AllPrincipals');
  return [
    ...consents.map(({ resourceId, scope }) => ({
      resource: resources[resourceId]?.name ?? '',
      scopes: (scope ?? '').split(' ').filter(Boolean),
    })),
    ...roleAssignments.map(({ resourceId, appRoleId }) => ({
      resource: resources[resourceId]?.name ?? '',
      appRoles: (resources[resourceId]?.appRoles ?? []).filter(({ id }) => id === appRoleId).map(({ value }) => value),
    })),
  ];
}

async function attachments(graph: GraphClient, flows: readonly UserFlow[]): Promise<Record<string, string[]>> {
  const attached: Record<string, string[]> = {};
  for (const { id } of flows) {
    const path = `${flowsPath}/${id}/conditions/applications/includeApplications`;
    attached[id] = (await graph.list<{ appId: string }>(path)).map(({ appId }) => appId);
  }
  return attached;
}

function exportedBranding({
  backgroundColor,
  signInPageText,
  usernameHintText,
}: Branding): NonNullable<TenantFile['branding']> {
  return {
    ...(backgroundColor ? { backgroundColor } : {}),
    ...(signInPageText ? { signInPageText } : {}),
    ...(usernameHintText ? { usernameHintText } : {}),
  };
}
