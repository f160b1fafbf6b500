import type { FileUserFlow, TenantFile } from 'ciam-emulator/tenant-file';
import { GraphError, saysItIsThere } from '../graph/graph-error.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import type { UserFlow } from '../graph/resources.ts';
import { flowMark } from './marks.ts';
import { RegistrationError } from './registration-error.ts';
import { known, type Step, type Work } from './step.ts';
import { flowsPath, type TenantState } from './tenant-state.ts';
import { attributeName, customAttributeId, flowBody, flowType, inputFor, namesIn } from './user-flow.ts';

const role = 'External ID User Flow Administrator';

/** Sign-up and sign-in user flows, with their apps attached. An app that is attached to another flow stays there. */
export function userFlowSteps(state: TenantState, file: TenantFile): Step[] {
  return (file.userFlows ?? []).flatMap((flow) => {
    const found = flowIn(state.flows, file, flow);
    const unattached = flow.applications.filter((name) => !state.apps[name]?.userFlow);
    // An app that is attached elsewhere stays there, and needs no flow of ours.
    const isWanted = unattached.length > 0 || flow.applications.length === 0;
    const own = found ? completionSteps(found, flow) : isWanted ? [creation(file, flow)] : [];
    return own.concat(unattached.map((name) => attachment(file, flow, name)));
  });
}

/** By its name; a flow that was renamed is known by what the first release wrote into it, where that can mean one flow only. */
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
      const ids = await attributeIds(work.graph, flow);
      const made = await work.graph
        .post<UserFlow>(flowsPath, flowBody(flow, flowMark(file), ids), 'id')
        .catch((error: unknown) => flowInUse(work.graph, flow, error));
      work.flows[flow.displayName] = made.id;
    },
  };
}

/** An earlier run made it, and the list does not show it yet; or the mark that we know it by was edited. */
async function flowInUse(graph: GraphClient, flow: FileUserFlow, error: unknown): Promise<UserFlow> {
  if (!(error instanceof GraphError) || !saysItIsThere(error)) throw error;
  const id = /AuthenticationEventsFlow with id '([0-9a-f-]{36})'/i.exec(error.message)?.[1];
  if (id !== undefined) return graph.get<UserFlow>(`${flowsPath}/${id}`);
  let there: UserFlow | undefined;
  await graph.until('a user flow that is there', async () => {
    there = (await graph.list<UserFlow>(flowsPath)).find(({ displayName }) => displayName === flow.displayName);
    return there !== undefined;
  });
  if (!there) throw error;
  return there;
}

/** What the flow lacks; whatever an administrator added or worded otherwise stays. */
function completionSteps(found: UserFlow, flow: FileUserFlow): Step[] {
  const path = `${flowsPath}/${found.id}`;
  const type = flowType.slice(1);
  const steps: Step[] = [];
  const isSignUpAllowed = found.onInteractiveAuthFlowStart?.isSignUpAllowed ?? true;
  if (flow.isSignUpAllowed !== undefined && flow.isSignUpAllowed !== isSignUpAllowed) {
    steps.push({
      text: `Set whether people can sign up in the user flow "${found.displayName}"`,
      details: [`isSignUpAllowed: ${isSignUpAllowed} → ${flow.isSignUpAllowed}`],
      role,
      run: (work) =>
        work.graph.patch(path, {
          '@odata.type': flowType,
          onInteractiveAuthFlowStart: {
            '@odata.type': '#microsoft.graph.onInteractiveAuthFlowStartExternalUsersSelfServiceSignUp',
            isSignUpAllowed: flow.isSignUpAllowed,
          },
        }),
    });
  }
  const providers = found.onAuthenticationMethodLoadStart?.identityProviders ?? [];
  for (const id of flow.identityProviders.filter((wanted) => !providers.some((provider) => provider.id === wanted))) {
    const at = `${path}/${type}/onAuthenticationMethodLoadStart/microsoft.graph.onAuthenticationMethodLoadStartExternalUsersSelfServiceSignUp/identityProviders/$ref`;
    steps.push({
      text: `Add the identity provider ${id} to the user flow "${found.displayName}"`,
      role,
      run: (work) => addReference(work.graph, at, `identityProviders/${id}`),
    });
  }
  const collected = new Set((found.onAttributeCollection?.attributes ?? []).map(attributeName));
  for (const wanted of flow.attributes ?? []) {
    if (collected.has(wanted.name)) continue;
    const at = `${path}/${type}/onAttributeCollection/microsoft.graph.onAttributeCollectionExternalUsersSelfServiceSignUp/attributes/$ref`;
    steps.push({
      text: `Collect ${wanted.name} in the user flow "${found.displayName}"`,
      role,
      run: async (work) => {
        const id = await customAttributeId(work.graph, wanted.name);
        await addReference(work.graph, at, `identity/userFlowAttributes/${id}`);
        const { onAttributeCollection } = await work.graph.get<UserFlow>(path);
        const inputs = onAttributeCollection?.attributeCollectionPage?.views?.[0]?.inputs ?? [];
        if (inputs.some((input) => input.attribute === id)) return;
        await work.graph.patch(path, {
          '@odata.type': flowType,
          onAttributeCollection: {
            '@odata.type': '#microsoft.graph.onAttributeCollectionExternalUsersSelfServiceSignUp',
            attributeCollectionPage: { views: [{ inputs: [...inputs, inputFor(wanted, id)] }] },
          },
        });
      },
    });
  }
  return steps;
}

async function addReference(graph: GraphClient, path: string, target: string): Promise<void> {
  const body = { '@odata.id': `https://graph.microsoft.com/v1.0/${target}` };
  await graph.post(path, body).catch((error: unknown) => {
    // The closing read of the run finds out whether it is.
    if (!saysItIsThere(error)) throw error;
  });
}

async function attributeIds(graph: GraphClient, flow: FileUserFlow): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const { name } of flow.attributes ?? []) ids[name] = await customAttributeId(graph, name);
  return ids;
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
  if (id === undefined) throw new RegistrationError('step_failed', 'The user flow is not known yet. Run this again.');
  const { appId } = known(work, name);
  const path = `${flowsPath}/${id}/conditions/applications/includeApplications`;
  const body = { '@odata.type': '#microsoft.graph.authenticationConditionApplication', appId };
  await work.graph.post(path, body).catch(async (error: unknown) => {
    const isThere = async (): Promise<boolean> =>
      (await work.graph.list<{ appId: string }>(path)).some((attached) => attached.appId === appId);
    const isAttached = saysItIsThere(error) || (error instanceof GraphError && /linked to/i.test(error.message));
    if (!isAttached || !(await work.graph.until('an app that is attached', isThere))) throw error;
  });
}
