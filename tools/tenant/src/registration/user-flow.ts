import type { FileAttribute, FileUserFlow } from 'ciam-emulator/tenant-file';
import type { GraphClient } from '../graph/graph-client.ts';
import type { AttributeInput } from '../graph/resources.ts';
import { RegistrationError } from './registration-error.ts';

export const flowType = '#microsoft.graph.externalUsersSelfServiceSignUpEventsFlow';

/** Attributes that every tenant has, by what the admin center calls them. */
const builtIn: Readonly<Record<string, string>> = {
  email: 'Email Address',
  displayName: 'Display Name',
  givenName: 'Given Name',
  surname: 'Surname',
  country: 'Country/Region',
  postalCode: 'Postal Code',
  city: 'City',
  streetAddress: 'Street Address',
  state: 'State/Province',
  jobTitle: 'Job Title',
};

/** Whether every tenant has an attribute of this name. */
export function isBuiltIn(name: string): boolean {
  return builtIn[name] !== undefined;
}

export function namesIn(flow: FileUserFlow): string[] {
  return (flow.attributes ?? []).map(({ name }) => name);
}

/** A custom attribute is `extension_<app id without hyphens>_<name>` to Graph. */
export function attributeName({ id }: { id: string }): string {
  return /^extension_[0-9a-f]{32}_(.+)$/i.exec(id)?.[1] ?? id;
}

/** The ID of an attribute. @throws {RegistrationError} `step_failed` for a custom one that the tenant does not have */
export async function customAttributeId(graph: GraphClient, name: string): Promise<string> {
  if (isBuiltIn(name)) return name;
  const attributes = await graph.list<{ id: string }>('/identity/userFlowAttributes');
  const found = attributes.find((attribute) => attributeName(attribute) === name);
  if (found) return found.id;
  throw new RegistrationError(
    'step_failed',
    `The tenant has no user attribute ${name}. Make it first: https://entra.microsoft.com, External Identities > ` +
      'Custom user attributes. Then run this again.',
  );
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
        displayName: builtIn[name] ?? name,
        description: builtIn[name] ?? name,
        userFlowAttributeType: builtIn[name] === undefined ? 'custom' : 'builtIn',
        dataType: 'string',
      })),
      attributeCollectionPage: {
        views: [
          {
            inputs: [
              // Verified by its one-time passcode before this page, so not shown.
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

/** The field of the sign-up page that asks for an attribute. */
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
