import type { TenantFile } from 'ciam-emulator/tenant-file';
import type { GraphClient } from '../graph/graph-client.ts';
import type { Application, UserFlow } from '../graph/resources.ts';
import type { Terminal } from '../terminal.ts';
import { flowMark } from './marks.ts';
import type { Step } from './step.ts';
import { flowsPath } from './tenant-state.ts';

const role = 'External ID User Flow Administrator';

/** Removes our apps from a user flow, and deletes the flow if it has our mark and no other app. */
export async function flowRemoval(
  flow: UserFlow,
  ours: readonly Pick<Application, 'appId' | 'displayName'>[],
  { graph, terminal, file }: { graph: GraphClient; terminal: Terminal; file: TenantFile },
): Promise<Step<{ graph: GraphClient }>[]> {
  const path = `${flowsPath}/${flow.id}/conditions/applications/includeApplications`;
  const attached = await graph.list<{ appId: string }>(path);
  const own = ours.filter(({ appId }) => attached.some((entry) => entry.appId === appId));
  const steps: Step<{ graph: GraphClient }>[] = own.map(({ displayName, appId }) => ({
    text: `Detach "${displayName}" from the user flow "${flow.displayName}"`,
    role,
    run: (work) => work.graph.delete(`${path}/${appId}`),
  }));
  if (flow.description !== flowMark(file)) return steps;
  const others = attached.length - own.length;
  if (others > 0) {
    terminal.print(`  – The user flow "${flow.displayName}" stays: ${others} other app(s) are attached to it.`);
    return steps;
  }
  return [
    ...steps,
    {
      text: `Delete the user flow "${flow.displayName}"`,
      role,
      run: (work) => work.graph.delete(`${flowsPath}/${flow.id}`),
    },
  ];
}
