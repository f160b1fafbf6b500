import type { GraphClient } from '../graph/graph-client.ts';
import type { Terminal } from '../terminal.ts';
import { type AppKey, appKeys, displayNames } from './blueprint.ts';
import { expectTenant } from './register.ts';
import { asReadable, runSteps } from './run-steps.ts';
import type { Step } from './step.ts';
import { readTenantState, type TenantState, userFlowName } from './tenant-state.ts';

const flows = '/identity/authenticationEventsFlows';

export interface CleanupOptions {
  graph: GraphClient;
  terminal: Terminal;
  tenant: string;
  yes?: boolean;
  dryRun?: boolean;
}

/**
 * Removes what `register` made, found by its tag, and nothing else.
 *
 * @throws RegistrationError
 */
export async function cleanup(options: CleanupOptions): Promise<'cleaned' | 'nothing to do' | 'declined' | 'dry run'> {
  const { graph, terminal } = options;
  const state = await asReadable('Reading the tenant', undefined, () => readTenantState(graph));
  expectTenant(state, options.tenant);
  const othersOnFlow = await countOthers(graph, state);
  const steps = planCleanup(state, othersOnFlow);
  terminal.print(`Tenant ${state.displayName} (${state.subdomain}.onmicrosoft.com, ${state.tenantId})`);
  if (othersOnFlow > 0) {
    terminal.print(`  – The user flow "${userFlowName}" stays: ${othersOnFlow} other app(s) are attached to it.`);
  }
  if (steps.length === 0) {
    terminal.print('Nothing here was made by `tenant register`; nothing to remove.');
    return 'nothing to do';
  }
  terminal.print('This will be removed:');
  for (const [index, step] of steps.entries()) terminal.print(`  ${index + 1}. ${step.text}`);
  if (options.dryRun) return 'dry run';
  if (!options.yes && !(await terminal.confirm('Remove all of it?'))) return 'declined';
  await runSteps(steps, graph, terminal);
  terminal.print('For 30 days App registrations > Deleted applications can restore the app registrations.');
  return 'cleaned';
}

/** Deleting an application takes its service principal, consents and role assignments with it. */
function planCleanup(state: TenantState, othersOnFlow: number): Step<GraphClient>[] {
  const steps = appKeys.flatMap((key) => detach(key, state));
  const { userFlow } = state;
  if (userFlow && othersOnFlow === 0) {
    steps.push({
      text: `Delete the user flow "${userFlowName}"`,
      role: 'External ID User Flow Administrator',
      run: (graph) => graph.delete(`${flows}/${userFlow.id}`),
    });
  }
  // The API last: the daemon refers to it.
  for (const key of appKeys.toReversed()) {
    const application = state.apps[key]?.application;
    if (!application) continue;
    steps.push({
      text: `Delete the app registration "${application.displayName}" (${application.appId})`,
      role: 'Cloud Application Administrator',
      run: (graph) => graph.delete(`/applications/${application.id}`),
    });
  }
  return steps;
}

async function countOthers(graph: GraphClient, { userFlow, apps }: TenantState): Promise<number> {
  if (!userFlow) return 0;
  const ours = new Set(appKeys.map((key) => apps[key]?.application.appId));
  const attached = await asReadable('Reading the user flow', undefined, () =>
    graph.list<{ appId: string }>(`${flows}/${userFlow.id}/conditions/applications/includeApplications`),
  );
  return attached.filter(({ appId }) => !ours.has(appId)).length;
}

function detach(key: AppKey, state: TenantState): Step<GraphClient>[] {
  const found = state.apps[key];
  if (!found?.userFlow) return [];
  const { application, userFlow } = found;
  const path = `${flows}/${userFlow.id}/conditions/applications/includeApplications`;
  return [
    {
      text: `Detach "${displayNames[key]}" from the user flow "${userFlow.displayName}"`,
      role: 'External ID User Flow Administrator',
      run: (graph) => graph.delete(`${path}/${application.appId}`),
    },
  ];
}
