import type { GraphClient } from '../graph/graph-client.ts';
import type { Application } from '../graph/resources.ts';
import { isOurFlow, isOurs, notOurs, type OwnershipOptions } from './ownership.ts';
import type { Work } from './step.ts';
import { flowsPath, readOwners, type TenantState } from './tenant-state.ts';

/** Checks the ownership of objects that the steps find but the plan did not know, because lists lag behind. */
export function ownershipGuards(
  state: TenantState,
  graph: GraphClient,
  options: () => Pick<OwnershipOptions, 'file' | 'current' | 'adopt'>,
): Pick<Work, 'assertOurs' | 'assertOurFlow'> {
  return {
    assertOurs: async (id, appId) => {
      const application = await graph.get<Application>(`/applications/${id}?$select=appId,displayName,createdByAppId`);
      let isOwn = isOurs({ application, owners: [] }, state, options());
      // Its creator owns it, but a replica may not know that yet.
      await graph.until('the owners of an app registration', async () => {
        if (isOwn) return true;
        const owners = await readOwners(graph, id);
        isOwn = isOurs({ application, owners }, state, options());
        return isOwn || owners.length > 0 || state.me === undefined;
      });
      if (!isOwn) throw notOurs([appId]);
    },
    assertOurFlow: async (flow) => {
      const { file, current } = options();
      const own = new Set(file.applications.map(({ env }) => current[env?.clientId ?? '']));
      const attached = await graph.list<{ appId: string }>(
        `${flowsPath}/${flow.id}/conditions/applications/includeApplications`,
      );
      const ours = attached.map(({ appId }) => appId).filter((appId) => own.has(appId));
      if (!isOurFlow(flow, ours, options())) throw notOurs([flow.id]);
    },
  };
}
