import type { FileUserFlow, TenantFile } from 'ciam-emulator/tenant-file';
import { GraphError, alreadyExists } from '../graph/graph-error.ts';
import type { UserFlow } from '../graph/resources.ts';
import { flowMark } from './marks.ts';
import { RegistrationError } from './registration-error.ts';
import { known, type Step, type Work } from './step.ts';
import { flowsPath, readFlow, type TenantState } from './tenant-state.ts';
import { flowBody, namesIn } from './user-flow.ts';
import { flowCompletionSteps } from './user-flow-completion.ts';

const role = 'External ID User Flow Administrator';

/** Returns the steps for user flows and their apps. An app that is attached to another flow stays there. */
export function userFlowSteps(state: TenantState, file: TenantFile): Step[] {
  return (file.userFlows ?? []).flatMap((flow) => {
    const found = flowIn(state.flows, file, flow);
    const unattached = flow.applications.filter((name) => !state.apps[name]?.userFlow);
    // An app that is attached elsewhere stays there and does not need our flow.
    const isWanted = unattached.length > 0 || flow.applications.length === 0;
    const own = found ? flowCompletionSteps(found, flow) : isWanted ? [creation(file, flow)] : [];
    return own.concat(unattached.map((name) => attachment(file, flow, name)));
  });
}

/**
 * Finds a user flow by its name. A renamed flow is recognized by the text that the first release wrote, if it is
 * unique.
 */
export function flowIn(
  flows: readonly UserFlow[],
  file: TenantFile,
  { displayName }: FileUserFlow,
): UserFlow | undefined {
  const named = flows.find((flow) => flow.displayName === displayName);
  const isOnly = file.userFlows?.length === 1;
  return named ?? (isOnly ? flows.find(({ description }) => description === flowMark(file)) : undefined);
}

function creation(file: TenantFile, flow: FileUserFlow): Step {
  const attributes = namesIn(flow).join(', ') || 'nothing more';
  return {
    text: `Create the user flow "${flow.displayName}" (${flow.identityProviders.join(', ')}; collects ${attributes})`,
    role,
    run: async (work) => {
      const made = await work.graph
        .post<UserFlow>(flowsPath, flowBody(flow, flowMark(file), work.attributes), 'id')
        .catch((error: unknown) => flowInUse(work, flow, error));
      work.flows[flow.displayName] = made.id;
    },
  };
}

/** Finds a flow that an earlier run created but the list does not show yet, or whose mark was edited. */
async function flowInUse(work: Work, flow: FileUserFlow, error: unknown): Promise<UserFlow> {
  const { graph } = work;
  if (!(error instanceof GraphError) || !alreadyExists(error)) throw error;
  const id = /AuthenticationEventsFlow with id '([0-9a-f-]{36})'/i.exec(error.message)?.[1];
  let existing = id === undefined ? undefined : await readFlow(graph, id);
  await graph.until('a new user flow', async () => {
    existing ??= (await graph.list<UserFlow>(flowsPath)).find(({ displayName }) => displayName === flow.displayName);
    return existing !== undefined;
  });
  if (!existing) throw error;
  await work.assertOurFlow(existing);
  return existing;
}

function attachment(file: TenantFile, flow: FileUserFlow, name: string): Step {
  const displayName = file.applications.find((application) => application.name === name)?.displayName ?? name;
  return {
    text: `Attach "${displayName}" to the user flow "${flow.displayName}"`,
    role,
    run: (work) => attach(work, flow, name),
  };
}

async function attach(work: Work, flow: FileUserFlow, name: string): Promise<void> {
  const id = work.flows[flow.displayName];
  if (id === undefined)
    throw new RegistrationError(
      'step_failed',
      'The tenant does not know the user flow yet. Run the same command again.',
    );
  const { appId } = known(work, name);
  const path = `${flowsPath}/${id}/conditions/applications/includeApplications`;
  const body = { '@odata.type': '#microsoft.graph.authenticationConditionApplication', appId };
  await work.graph.post(path, body).catch(async (error: unknown) => {
    const exists = async (): Promise<boolean> =>
      (await work.graph.list<{ appId: string }>(path)).some((attached) => attached.appId === appId);
    const isAttached = alreadyExists(error) || (error instanceof GraphError && /linked to/i.test(error.message));
    if (!isAttached || !(await work.graph.until('an attached app', exists))) throw error;
  });
}
