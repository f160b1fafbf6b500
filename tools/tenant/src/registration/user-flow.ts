import type { FileAttribute, FileUserFlow } from 'ciam-emulator/tenant-file';
import type { AttributeInput } from '../graph/resources.ts';
import { builtInAttributes } from './user-attributes.ts';

export const flowType = '#microsoft.graph.externalUsersSelfServiceSignUpEventsFlow';

export function namesIn(flow: FileUserFlow): string[] {
  return (flow.attributes ?? []).map(({ name }) => name);
}

/** @see https://learn.microsoft.com/graph/api/identitycontainer-post-authenticationeventsflows */
export function flowBody(flow: FileUserFlow, description: string, ids: Readonly<Record<string, string>>): object {
  const attributes = flow.attributes ?? [];
  return {
    '@odata.type': flowType,
    displayName: flow.displayName,
    description,
    onInteractiveAuthFlowStart: {
      '@odata.type': '#microsoft.graph.onInteractiveAuthFlowStartExternalUsersSelfServiceSignUp',
      isSignUpAllowed: flow.isSignUpAllowed ?? true,
    },
    onAuthenticationMethodLoadStart: {
      '@odata.type': '#microsoft.graph.onAuthenticationMethodLoadStartExternalUsersSelfServiceSignUp',
      identityProviders: flow.identityProviders.map((id) => ({ id })),
    },
    onAttributeCollection: {
      '@odata.type': '#microsoft.graph.onAttributeCollectionExternalUsersSelfServiceSignUp',
      attributes: [{ name: 'email' }, ...attributes].map(({ name }) => ({
        id: ids[name] ?? name,
        displayName: builtInAttributes[name] ?? name,
        description: builtInAttributes[name] ?? name,
        userFlowAttributeType: builtInAttributes[name] === undefined ? 'custom' : 'builtIn',
        dataType: 'string',
      })),
      attributeCollectionPage: {
        views: [
          {
            inputs: [
              // The one-time passcode has already verified it, so it is not shown.
              {
                ...inputFor({ name: 'email', label: 'Email Address', required: true }, 'email'),
                hidden: true,
                editable: false,
              },
              ...attributes.map((attribute) => inputFor(attribute, ids[attribute.name] ?? attribute.name)),
            ],
          },
        ],
      },
    },
    onUserCreateStart: {
      '@odata.type': '#microsoft.graph.onUserCreateStartExternalUsersSelfServiceSignUp',
      userTypeToCreate: 'member',
    },
  };
}

/** Returns the field of the sign-up page for an attribute. */
export function inputFor({ label, required = false }: FileAttribute, attribute: string): AttributeInput {
  return {
    attribute,
    label,
    inputType: 'text',
    hidden: false,
    editable: true,
    writeToDirectory: true,
    required,
    validationRegEx: '^.*',
  };
}
