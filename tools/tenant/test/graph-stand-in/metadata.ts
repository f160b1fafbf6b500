/**
 * What this stand-in knows of Microsoft Graph v1.0, written from its reference: types with their properties, `!` for not
 * nullable. A property that is not here is refused.
 *
 * @see https://learn.microsoft.com/graph/api/overview?view=graph-rest-1.0
 */
export interface TypeDescription {
  base?: string;
  abstract?: true;
  properties: Record<string, string>;
  /** Relationships; in a request they can be given along with the properties. */
  navigation?: Record<string, string>;
}

export const types: Record<string, TypeDescription> = {
  entity: { abstract: true, properties: { id: 'String!' } },
  directoryObject: { base: 'entity', properties: { deletedDateTime: 'DateTimeOffset' } },
  application: {
    base: 'directoryObject',
    properties: {
      appId: 'String',
      displayName: 'String',
      uniqueName: 'String',
      createdDateTime: 'DateTimeOffset',
      createdByAppId: 'String',
      tags: 'Collection(String)!',
      signInAudience: 'String',
      identifierUris: 'Collection(String)!',
      isFallbackPublicClient: 'Boolean',
      api: 'apiApplication',
      appRoles: 'Collection(appRole)!',
      web: 'webApplication',
      spa: 'spaApplication',
      publicClient: 'publicClientApplication',
      optionalClaims: 'optionalClaims',
      requiredResourceAccess: 'Collection(requiredResourceAccess)!',
      passwordCredentials: 'Collection(passwordCredential)!',
      keyCredentials: 'Collection(keyCredential)!',
    },
  },
  apiApplication: {
    properties: { requestedAccessTokenVersion: 'Int32', oauth2PermissionScopes: 'Collection(permissionScope)!' },
  },
  permissionScope: {
    properties: {
      id: 'Guid!',
      value: 'String',
      type: 'String',
      isEnabled: 'Boolean!',
      adminConsentDisplayName: 'String',
      adminConsentDescription: 'String',
      origin: 'String',
    },
  },
  appRole: {
    properties: {
      id: 'Guid!',
      value: 'String',
      displayName: 'String',
      description: 'String',
      isEnabled: 'Boolean!',
      allowedMemberTypes: 'Collection(String)!',
      origin: 'String',
    },
  },
  webApplication: {
    properties: {
      redirectUris: 'Collection(String)!',
      logoutUrl: 'String',
      implicitGrantSettings: 'implicitGrantSettings',
    },
  },
  implicitGrantSettings: { properties: { enableIdTokenIssuance: 'Boolean', enableAccessTokenIssuance: 'Boolean' } },
  spaApplication: { properties: { redirectUris: 'Collection(String)!' } },
  publicClientApplication: { properties: { redirectUris: 'Collection(String)!' } },
  optionalClaims: {
    properties: {
      idToken: 'Collection(optionalClaim)',
      accessToken: 'Collection(optionalClaim)',
      saml2Token: 'Collection(optionalClaim)',
    },
  },
  optionalClaim: {
    properties: {
      name: 'String!',
      essential: 'Boolean!',
      additionalProperties: 'Collection(String)',
      source: 'String',
    },
  },
  requiredResourceAccess: {
    properties: { resourceAppId: 'String!', resourceAccess: 'Collection(resourceAccess)!' },
  },
  resourceAccess: { properties: { id: 'Guid!', type: 'String' } },
  passwordCredential: {
    properties: {
      keyId: 'Guid',
      displayName: 'String',
      hint: 'String',
      secretText: 'String',
      startDateTime: 'DateTimeOffset',
      endDateTime: 'DateTimeOffset',
      customKeyIdentifier: 'Binary',
    },
  },
  keyCredential: {
    properties: {
      keyId: 'Guid',
      type: 'String',
      usage: 'String',
      displayName: 'String',
      key: 'Binary',
      customKeyIdentifier: 'Binary',
      startDateTime: 'DateTimeOffset',
      endDateTime: 'DateTimeOffset',
    },
  },
  servicePrincipal: {
    base: 'directoryObject',
    properties: {
      appId: 'String',
      tags: 'Collection(String)!',
      accountEnabled: 'Boolean',
      appRoleAssignmentRequired: 'Boolean!',
      oauth2PermissionScopes: 'Collection(permissionScope)!',
      appRoles: 'Collection(appRole)!',
    },
  },
  oAuth2PermissionGrant: {
    base: 'entity',
    properties: {
      clientId: 'String!',
      consentType: 'String',
      principalId: 'String',
      resourceId: 'String!',
      scope: 'String',
    },
  },
  appRoleAssignment: {
    base: 'directoryObject',
    properties: { appRoleId: 'Guid!', principalId: 'Guid', resourceId: 'Guid' },
  },
  organization: {
    base: 'directoryObject',
    properties: { displayName: 'String', tenantType: 'String', verifiedDomains: 'Collection(verifiedDomain)!' },
  },
  verifiedDomain: { properties: { name: 'String', isInitial: 'Boolean', isDefault: 'Boolean' } },
  authenticationEventsFlow: {
    base: 'entity',
    abstract: true,
    properties: { displayName: 'String!', description: 'String', conditions: 'authenticationConditions' },
  },
  authenticationConditions: { properties: { applications: 'authenticationConditionsApplications' } },
  authenticationConditionsApplications: {
    properties: {},
    navigation: { includeApplications: 'Collection(authenticationConditionApplication)' },
  },
  authenticationConditionApplication: { properties: { appId: 'String!' } },
  externalUsersSelfServiceSignUpEventsFlow: {
    base: 'authenticationEventsFlow',
    properties: {
      onInteractiveAuthFlowStart: 'onInteractiveAuthFlowStartHandler',
      onAuthenticationMethodLoadStart: 'onAuthenticationMethodLoadStartHandler',
      onAttributeCollection: 'onAttributeCollectionHandler',
      onUserCreateStart: 'onUserCreateStartHandler',
    },
  },
  onInteractiveAuthFlowStartHandler: { abstract: true, properties: {} },
  onInteractiveAuthFlowStartExternalUsersSelfServiceSignUp: {
    base: 'onInteractiveAuthFlowStartHandler',
    properties: { isSignUpAllowed: 'Boolean!' },
  },
  onUserCreateStartHandler: { abstract: true, properties: {} },
  onUserCreateStartExternalUsersSelfServiceSignUp: {
    base: 'onUserCreateStartHandler',
    properties: { userTypeToCreate: 'userType' },
  },
  onAuthenticationMethodLoadStartHandler: { abstract: true, properties: {} },
  onAuthenticationMethodLoadStartExternalUsersSelfServiceSignUp: {
    base: 'onAuthenticationMethodLoadStartHandler',
    properties: {},
    navigation: { identityProviders: 'Collection(identityProviderBase)' },
  },
  identityProviderBase: { base: 'entity', abstract: true, properties: { displayName: 'String' } },
  onAttributeCollectionHandler: { abstract: true, properties: {} },
  onAttributeCollectionExternalUsersSelfServiceSignUp: {
    base: 'onAttributeCollectionHandler',
    properties: { attributeCollectionPage: 'authenticationAttributeCollectionPage' },
    navigation: { attributes: 'Collection(identityUserFlowAttribute)' },
  },
  identityUserFlowAttribute: {
    base: 'entity',
    properties: {
      displayName: 'String',
      description: 'String',
      userFlowAttributeType: 'identityUserFlowAttributeType!',
      dataType: 'identityUserFlowAttributeDataType!',
    },
  },
  authenticationAttributeCollectionPage: {
    properties: { views: 'Collection(authenticationAttributeCollectionPageViewConfiguration)' },
  },
  authenticationAttributeCollectionPageViewConfiguration: {
    properties: {
      title: 'String',
      description: 'String',
      inputs: 'Collection(authenticationAttributeCollectionInputConfiguration)',
    },
  },
  authenticationAttributeCollectionInputConfiguration: {
    properties: {
      attribute: 'String!',
      label: 'String!',
      inputType: 'authenticationAttributeCollectionInputType!',
      defaultValue: 'String',
      hidden: 'Boolean',
      editable: 'Boolean',
      required: 'Boolean',
      writeToDirectory: 'Boolean',
      validationRegEx: 'String',
    },
  },
};

/**
 * From the same metadata (microsoftgraph/msgraph-metadata, schemas/v1.0-Prod.csdl of 2026-08-20), where the extract beside this
 * repository ends, and from the pages of the reference on what a property may hold.
 */
export const furtherTypes: Record<string, TypeDescription> = {
  /** @see https://learn.microsoft.com/graph/api/resources/federatedidentitycredential */
  federatedIdentityCredential: {
    base: 'entity',
    properties: {
      audiences: 'Collection(String)!',
      description: 'String',
      issuer: 'String!',
      name: 'String!',
      subject: 'String',
    },
  },
  /** Images are streams, which are sent one by one. @see https://learn.microsoft.com/graph/api/resources/organizationalbrandingproperties */
  organizationalBrandingProperties: {
    base: 'entity',
    abstract: true,
    properties: {
      backgroundColor: 'String',
      backgroundImageRelativeUrl: 'String',
      bannerLogoRelativeUrl: 'String',
      cdnList: 'Collection(String)',
      customAccountResetCredentialsUrl: 'String',
      customCannotAccessYourAccountText: 'String',
      customCannotAccessYourAccountUrl: 'String',
      customCSSRelativeUrl: 'String',
      customForgotMyPasswordText: 'String',
      customPrivacyAndCookiesText: 'String',
      customPrivacyAndCookiesUrl: 'String',
      customResetItNowText: 'String',
      customTermsOfUseText: 'String',
      customTermsOfUseUrl: 'String',
      faviconRelativeUrl: 'String',
      headerBackgroundColor: 'String',
      headerLogoRelativeUrl: 'String',
      signInPageText: 'String',
      squareLogoDarkRelativeUrl: 'String',
      squareLogoRelativeUrl: 'String',
      usernameHintText: 'String',
    },
  },
  organizationalBranding: { base: 'organizationalBrandingProperties', properties: {} },
  organizationalBrandingLocalization: { base: 'organizationalBrandingProperties', properties: {} },
  user: { base: 'directoryObject', properties: { displayName: 'String', userPrincipalName: 'String' } },
};

export const enums: Record<string, readonly string[]> = {
  userType: ['member', 'guest', 'unknownFutureValue'],
  identityUserFlowAttributeType: ['builtIn', 'custom', 'required', 'unknownFutureValue'],
  identityUserFlowAttributeDataType: [
    'string',
    'boolean',
    'int64',
    'stringCollection',
    'dateTime',
    'unknownFutureValue',
  ],
  authenticationAttributeCollectionInputType: [
    'text',
    'radioSingleSelect',
    'checkboxMultiSelect',
    'boolean',
    'unknownFutureValue',
  ],
};
