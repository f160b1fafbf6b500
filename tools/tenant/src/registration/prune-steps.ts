import type { TenantFile } from 'ciam-emulator/tenant-file';
import type { GraphClient } from '../graph/graph-client.ts';
import { flowRemoval } from './flow-removal.ts';
import { flowMark } from './marks.ts';
import { described, isOurs, type OwnershipOptions } from './ownership.ts';
import type { Step } from './step.ts';
import { readOwners, type TenantState } from './tenant-state.ts';
import { flowIn } from './user-flow-steps.ts';

/**
 * Returns the steps that delete marked objects that are not in the file. Those that may belong to someone else are
 * reported, and stay.
 */
export async function pruneSteps(
  graph: GraphClient,
  state: TenantState,
  options: OwnershipOptions,
): Promise<Step<{ graph: GraphClient }>[]> {
  const { file, terminal } = options;
  const steps: Step<{ graph: GraphClient }>[] = [];
  const own = [...Object.values(state.apps).map((app) => app?.application), ...state.surplus];
  const ours = own.filter((application) => application !== undefined);
  for (const flow of surplusFlows(state, file))
    steps.push(...(await flowRemoval(flow, ours, { graph, terminal, file })));
  for (const application of state.surplus) {
    const claimed = { application, owners: await readOwners(graph, application.id) };
    if (!isOurs(claimed, state, options)) {
      terminal.print(
        `  – Kept, because it may belong to someone else: ${described(claimed)}. --adopt ${application.appId}`,
      );
      continue;
    }
    steps.push({
      text: `Delete the app registration "${application.displayName}" (${application.appId})`,
      role: 'Cloud Application Administrator',
      run: (work) => work.graph.delete(`/applications/${application.id}`),
    });
  }
  return steps;
}

function surplusFlows(state: TenantState, file: TenantFile): TenantState['flows'] {
  const used = new Set((file.userFlows ?? []).map((flow) => flowIn(state.flows, file, flow)?.id));
  return state.flows.filter(({ id, description }) => description === flowMark(file) && !used.has(id));
}
