import { unlessThere } from '../graph/graph-error.ts';
import type { UserFlow } from '../graph/resources.ts';
import { type AppKey, displayNames, signsUsersIn } from './blueprint.ts';
import { known, type Step } from './step.ts';
import { type TenantState, userFlowDescription, userFlowName } from './tenant-state.ts';

const role = 'External ID User Flow Administrator';

/** The sign-up and sign-in user flow, with the apps attached. An app that is attached to another flow stays there. */
export function userFlowSteps(state: TenantState): Step[] {
  const unattached = signsUsersIn.filter((key) => !state.apps[key]?.userFlow);
  const steps: Step[] = [];
  if (!state.userFlow && unattached.length > 0) {
    steps.push({
      text: `Create the user flow "${userFlowName}" (e-mail with password, collects the display name)`,
      role,
      run: async (work) => {
        work.userFlowId = (await work.graph.post<UserFlow>('/identity/authenticationEventsFlows', userFlow(), 'id')).id;
      },
    });
  }
  return [...steps, ...unattached.map(attach)];
}

function attach(key: AppKey): Step {
  return {
    text: `Attach "${displayNames[key]}" to the user flow`,
    role,
    run: async (work) => {
      await work.graph
        .post(`/identity/authenticationEventsFlows/${work.userFlowId}/conditions/applications/includeApplications`, {
          '@odata.type': '#microsoft.graph.authenticationConditionApplication',
          appId: known(work, key).appId,
        })
        .catch(unlessThere);
    },
  };
}

/** @see https://learn.microsoft.com/graph/api/identitycontainer-post-authenticationeventsflows */
function userFlow(): object {
  const attribute = (id: string, displayName: string, description: string): object => ({
    id,
    displayName,
    description,
    userFlowAttributeType: 'builtIn',
    dataType: 'string',
  });
  const input = { inputType: 'text', writeToDirectory: true, validationRegEx: '^.*' };
  return {
    '@odata.type': '#microsoft.graph.externalUsersSelfServiceSignUpEventsFlow',
    displayName: userFlowName,
    description: userFlowDescription,
    onInteractiveAuthFlowStart: {
      '@odata.type': '#microsoft.graph.onInteractiveAuthFlowStartExternalUsersSelfServiceSignUp',
      isSignUpAllowed: true,
    },
    onAuthenticationMethodLoadStart: {
      '@odata.type': '#microsoft.graph.onAuthenticationMethodLoadStartExternalUsersSelfServiceSignUp',
      identityProviders: [{ id: 'EmailPassword-OAUTH' }],
    },
    onAttributeCollection: {
      '@odata.type': '#microsoft.graph.onAttributeCollectionExternalUsersSelfServiceSignUp',
      attributes: [
        attribute('email', 'Email Address', 'Email address of the user'),
        attribute('displayName', 'Display Name', 'Display Name of the User.'),
      ],
      attributeCollectionPage: {
        views: [
          {
            inputs: [
              // Verified by its one-time passcode before this page, so shown to nobody.
              { ...input, attribute: 'email', label: 'Email Address', hidden: true, editable: false, required: true },
              {
                ...input,
                attribute: 'displayName',
                label: 'Display Name',
                hidden: false,
                editable: true,
                required: true,
              },
            ],
          },
        ],
      },
    },
  };
}
