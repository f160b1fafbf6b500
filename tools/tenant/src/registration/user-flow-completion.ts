import type { FileAttribute, FileUserFlow } from 'ciam-emulator/tenant-file';
import { alreadyExists } from '../graph/graph-error.ts';
import type { UserFlow } from '../graph/resources.ts';
import type { Step, Work } from './step.ts';
import { flowsPath, readFlow } from './tenant-state.ts';
import { attributeName } from './user-attributes.ts';
import { flowType, inputFor } from './user-flow.ts';

const role = 'External ID User Flow Administrator';

/** Returns the steps that complete a user flow. What an administrator added or reworded stays. */
export function flowCompletionSteps(found: UserFlow, flow: FileUserFlow): Step[] {
  const path = `${flowsPath}/${found.id}`;
  return [...signUpStep(path, found, flow), ...providerSteps(path, found, flow), ...collectionSteps(found, flow)];
}

function signUpStep(path: string, found: UserFlow, { isSignUpAllowed: wanted }: FileUserFlow): Step[] {
  const isSignUpAllowed = found.onInteractiveAuthFlowStart?.isSignUpAllowed ?? true;
  if (wanted === undefined || wanted === isSignUpAllowed) return [];
  return [
    {
      text: `Set whether people can sign up in the user flow "${found.displayName}"`,
      details: [`isSignUpAllowed: ${isSignUpAllowed} → ${wanted}`],
      role,
      run: (work) =>
        work.graph.patch(path, {
          '@odata.type': flowType,
          onInteractiveAuthFlowStart: {
            '@odata.type': '#microsoft.graph.onInteractiveAuthFlowStartExternalUsersSelfServiceSignUp',
            isSignUpAllowed: wanted,
          },
        }),
    },
  ];
}

/** @see https://learn.microsoft.com/graph/api/onauthenticationmethodloadstartexternalusersselfservicesignup-post-identityproviders */
function providerSteps(path: string, found: UserFlow, { identityProviders }: FileUserFlow): Step[] {
  const existing = found.onAuthenticationMethodLoadStart?.identityProviders ?? [];
  const at =
    `${path}/${flowType.slice(1)}/onAuthenticationMethodLoadStart/` +
    'microsoft.graph.onAuthenticationMethodLoadStartExternalUsersSelfServiceSignUp/identityProviders';
  return identityProviders
    .filter((wanted) => !existing.some(({ id }) => id === wanted))
    .map((id) => ({
      text: `Add the identity provider ${id} to the user flow "${found.displayName}"`,
      role,
      run: async ({ graph }) => {
        await graph.link(at, `/identityProviders/${id}`).catch((error: unknown) => {
          // The final read shows whether it exists.
          if (!alreadyExists(error)) throw error;
        });
      },
    }));
}

function collectionSteps(found: UserFlow, { attributes = [] }: FileUserFlow): Step[] {
  const collected = new Set(inputsOf(found).map(({ attribute }) => attributeName({ id: attribute })));
  return attributes
    .filter(({ name }) => !collected.has(name))
    .map((wanted) => ({
      text: `Collect ${wanted.name} in the user flow "${found.displayName}"`,
      role,
      run: (work) => collect(work, found.id, wanted),
    }));
}

/**
 * Adds an attribute and its field in one request. The list in the request replaces the existing one.
 *
 * @see https://learn.microsoft.com/graph/api/authenticationeventsflow-update, its second example
 */
async function collect({ graph, attributes }: Work, flowId: string, wanted: FileAttribute): Promise<void> {
  const id = attributes[wanted.name] ?? wanted.name;
  const { onAttributeCollection } = await readFlow(graph, flowId);
  const [first = {}, ...others] = onAttributeCollection?.attributeCollectionPage?.views ?? [];
  const inputs = (first.inputs ?? []).filter(({ attribute }) => attribute !== id);
  await graph.patch(`${flowsPath}/${flowId}`, {
    '@odata.type': flowType,
    onAttributeCollection: {
      '@odata.type': '#microsoft.graph.onAttributeCollectionExternalUsersSelfServiceSignUp',
      attributeCollectionPage: { views: [{ ...first, inputs: [...inputs, inputFor(wanted, id)] }, ...others] },
    },
  });
}

function inputsOf({ onAttributeCollection }: UserFlow) {
  return onAttributeCollection?.attributeCollectionPage?.views?.flatMap(({ inputs = [] }) => inputs) ?? [];
}
