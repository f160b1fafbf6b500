import type { FileApplication, TenantFile } from 'ciam-emulator/tenant-file';
import { alreadyExists } from '../graph/graph-error.ts';
import type { Application, ServicePrincipal } from '../graph/resources.ts';
import { type Completion, completion, driftLine } from './completion.ts';
import { tagOf } from './marks.ts';
import { federationSteps } from './federation-steps.ts';
import { known, type Step, type Work } from './step.ts';
import { findServicePrincipal, selected, type TenantState, uniqueNamePath } from './tenant-state.ts';
import { plannedResource, type Resource, type Resources, wantedApplication } from './wanted-application.ts';

const role = 'Cloud Application Administrator';

/** Returns the steps for app registrations, their service principals and federated credentials. */
export function applicationSteps(state: TenantState, file: TenantFile): Step[] {
  const resources = resourcesOf(state, file);
  return [
    ...file.applications.flatMap((application) => (state.apps[application.name] ? [] : [creation(file, application)])),
    ...file.applications.flatMap((application) => completionSteps(state, file, application, resources)),
    ...file.applications.flatMap((application) => principalSteps(state, application)),
    ...file.applications.flatMap((application) => federationSteps(state, application)),
  ];
}

/** Returns every API that the file refers to, with the IDs of its permissions in this tenant. */
function resourcesOf(state: TenantState, file: TenantFile): Resources {
  const own = file.applications.map((application) => {
    const found = state.apps[application.name]?.application;
    return [application.name, found ? resourceOf(found) : plannedResource(file, application)] as const;
  });
  const others = Object.entries(state.others).map(
    ([name, principal]) => [name, principal && resourceBehind(principal)] as const,
  );
  return Object.fromEntries([...others, ...own]);
}

/** Returns the API of an application. */
function resourceOf({ appId, api, appRoles }: Pick<Application, 'appId' | 'api' | 'appRoles'>): Resource {
  return { appId, scopes: api?.oauth2PermissionScopes ?? [], roles: appRoles ?? [] };
}

/** Returns the API of a service principal. */
export function resourceBehind({ appId, oauth2PermissionScopes = [], appRoles = [] }: ServicePrincipal): Resource {
  return { appId, scopes: oauth2PermissionScopes, roles: appRoles };
}

/**
 * Creates an application with only its names and tags. With a complete body, a second attempt would undo an
 * administrator's changes.
 */
function creation(file: TenantFile, application: FileApplication): Step {
  const { name, displayName, env } = application;
  return {
    text: `Create the app registration "${displayName}"`,
    role,
    run: async (work) => {
      const path = uniqueNamePath(file, application);
      const isNew = await work.graph.createIfMissing(path, {
        displayName,
        tags: [tagOf(file), tagOf(file, application)],
      });
      let made: Application | undefined;
      await work.graph.until('a new app registration', async () => {
        made = await work.graph.find<Application>(`${path}?$select=id,appId`);
        return made !== undefined;
      });
      if (!made) made = await work.graph.get<Application>(`${path}?$select=id,appId`);
      const { id, appId } = made;
      if (!isNew) await work.assertOurs(id, appId);
      work.apps[name] = { id, appId };
      // From now on, the settings show whose it is.
      if (env?.clientId) await work.save({ [env.clientId]: appId });
    },
  };
}

function completionSteps(
  state: TenantState,
  file: TenantFile,
  application: FileApplication,
  resources: Resources,
): Step[] {
  const found = state.apps[application.name]?.application;
  const change = found
    ? missing(file, application, found, resources)
    : completion({}, nameKept(wantedApplication(file, application, { own: '(its client ID)', resources })));
  if (!change) return [];
  return [
    {
      text: `${found ? 'Complete' : 'Set up'} the app registration "${found?.displayName ?? application.displayName}"`,
      details: change.drift
        .filter(({ path }) => found !== undefined || !['tags', 'requiredResourceAccess'].includes(path))
        .map(driftLine),
      role,
      run: (work) => complete(work, application),
    },
  ];
}

/** Compares again, because every API that it refers to exists by now. */
async function complete(work: Work, application: FileApplication): Promise<void> {
  const { file, graph } = work;
  const { id } = known(work, application.name);
  const resources: Record<string, Resource | undefined> = { ...work.others };
  for (const { resource } of application.permissions ?? []) {
    const api = file.applications.find(({ name }) => name === resource);
    if (!api) continue;
    const found = await graph.get<Application>(`/applications/${known(work, resource).id}?$select=${selected}`);
    const planned = plannedResource(file, api);
    // Its own step may follow later, and creates missing permissions with the planned IDs.
    const { appId, scopes, roles } = resourceOf(found);
    resources[resource] = { appId, scopes: [...scopes, ...planned.scopes], roles: [...roles, ...planned.roles] };
  }
  const found = await graph.get<Application>(`/applications/${id}?$select=${selected}`);
  const change = missing(file, application, found, resources);
  if (change) await graph.patch(`/applications/${id}`, change.patch);
}

function missing(
  file: TenantFile,
  application: FileApplication,
  found: Application,
  resources: Resources,
): Completion | undefined {
  return completion({ ...found }, nameKept(wantedApplication(file, application, { own: found.appId, resources })));
}

/** Keeps the display name, because an administrator may have changed it. */
function nameKept<T extends { displayName: string }>({ displayName: _name, ...rest }: T): Omit<T, 'displayName'> {
  return rest;
}

function principalSteps(state: TenantState, application: FileApplication): Step[] {
  const found = state.apps[application.name]?.servicePrincipal;
  const { displayName, appRoleAssignmentRequired } = application;
  const steps: Step[] = [];
  if (!found) {
    steps.push({
      text: `Create the service principal of "${displayName}"`,
      role,
      run: (work) => addPrincipal(work, application.name),
    });
  }
  if (
    appRoleAssignmentRequired !== undefined &&
    (found?.appRoleAssignmentRequired ?? false) !== appRoleAssignmentRequired
  ) {
    steps.push({
      text: `${appRoleAssignmentRequired ? 'Require' : 'Do not require'} an assignment to use "${displayName}"`,
      role,
      run: async (work) => {
        const id = known(work, application.name).servicePrincipalId;
        await work.graph.patch(`/servicePrincipals/${id}`, { appRoleAssignmentRequired });
      },
    });
  }
  return steps;
}

async function addPrincipal(work: Work, name: string): Promise<void> {
  const app = known(work, name);
  // This tag makes it appear under Enterprise applications, like one created in the admin center.
  const body = { appId: app.appId, tags: ['WindowsAzureActiveDirectoryIntegratedApp'] };
  const made = await work.graph
    .post<ServicePrincipal>('/servicePrincipals', body, 'id')
    .catch(async (error: unknown) => {
      // After a concurrent run or a lost response, it already exists.
      let existing: ServicePrincipal | undefined;
      const exists = async (): Promise<boolean> => {
        existing = await findServicePrincipal(work.graph, app.appId);
        return existing !== undefined;
      };
      if (alreadyExists(error)) await work.graph.until('a new service principal', exists);
      if (!existing) throw error;
      return existing;
    });
  work.apps[name] = { ...app, servicePrincipalId: made.id };
}
