import type { FileApplication, FilePermission, FileUserFlow } from 'ciam-emulator/tenant-file';
import type { OptionalClaim, UserFlow } from '../graph/resources.ts';
import type { RegisteredApp } from '../registration/tenant-state.ts';
import { attributeName } from '../registration/user-attributes.ts';

export type Permission = FilePermission;

/** Converts an application of a real tenant to that of a tenant file. */
export function exportedApplication(
  name: string,
  { application, servicePrincipal, federatedCredentials }: RegisteredApp,
  permissions: Permission[],
): FileApplication {
  const {
    displayName,
    web,
    spa,
    publicClient,
    isFallbackPublicClient,
    identifierUris = [],
    api,
    appRoles = [],
  } = application;
  const { appId, optionalClaims } = application;
  const version = api?.requestedAccessTokenVersion;
  return {
    name,
    displayName,
    web: {
      redirectUris: web?.redirectUris ?? [],
      ...(web?.logoutUrl ? { logoutUrl: web.logoutUrl } : {}),
      implicitGrantSettings: { enableIdTokenIssuance: web?.implicitGrantSettings?.enableIdTokenIssuance === true },
    },
    spa: { redirectUris: spa?.redirectUris ?? [] },
    publicClient: { redirectUris: publicClient?.redirectUris ?? [] },
    isFallbackPublicClient: isFallbackPublicClient === true,
    identifierUris: identifierUris.map((uri) => uri.replaceAll(appId, '{appId}')),
    api: {
      ...(version === 1 || version === 2 ? { requestedAccessTokenVersion: version } : {}),
      oauth2PermissionScopes: (api?.oauth2PermissionScopes ?? []).map(
        ({ value, adminConsentDisplayName, adminConsentDescription }) => ({
          value,
          adminConsentDisplayName,
          adminConsentDescription,
        }),
      ),
    },
    appRoles: appRoles.map(({ value, displayName: shown, description, allowedMemberTypes }) => ({
      value,
      displayName: shown,
      description,
      allowedMemberTypes: (['Application', 'User'] as const).filter((type) => allowedMemberTypes.includes(type)),
    })),
    appRoleAssignmentRequired: servicePrincipal?.appRoleAssignmentRequired === true,
    optionalClaims: {
      idToken: claims(optionalClaims?.idToken),
      accessToken: claims(optionalClaims?.accessToken),
      saml2Token: claims(optionalClaims?.saml2Token),
    },
    federatedIdentityCredentials: federatedCredentials.map(({ name: credential, issuer, subject, audiences }) => ({
      name: credential,
      issuer,
      subject,
      audiences,
    })),
    permissions,
  };
}

function claims(list: OptionalClaim[] = []): OptionalClaim[] {
  return list.map(({ name, essential = false, source = null, additionalProperties = [] }) => ({
    name,
    essential,
    source,
    additionalProperties,
  }));
}

export function exportedFlow(flow: UserFlow, applications: string[]): FileUserFlow {
  const inputs =
    flow.onAttributeCollection?.attributeCollectionPage?.views?.flatMap(({ inputs: own = [] }) => own) ?? [];
  return {
    displayName: flow.displayName,
    applications,
    identityProviders: (flow.onAuthenticationMethodLoadStart?.identityProviders ?? []).map(({ id }) => id),
    isSignUpAllowed: flow.onInteractiveAuthFlowStart?.isSignUpAllowed !== false,
    attributes: inputs
      // Sign-up always asks for the email address.
      .filter(({ attribute }) => attribute !== 'email')
      .map(({ attribute, label, required }) => ({
        name: attributeName({ id: attribute }),
        label,
        required: required === true,
      })),
  };
}
