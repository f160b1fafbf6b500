import type { Source } from './row.ts';

const learn = 'https://learn.microsoft.com/entra';
const github = 'https://github.com';
const looked = '2026-11';
const document = (title: string, path: string): Source => ({ title, url: `${learn}/${path}`, date: looked });
const thread = (title: string, path: string, date: string): Source => ({ title, url: `${github}/${path}`, date });

/** The documents about and recordings of real tenants. */
export const sources: Readonly<Record<string, Source>> = {
  accessTokens: document('Access tokens', 'identity-platform/access-tokens'),
  accessTokenClaims: document('Access token claims', 'identity-platform/access-token-claims-reference'),
  idTokenClaims: document('ID token claims', 'identity-platform/id-token-claims-reference'),
  optionalClaims: document('Optional claims', 'identity-platform/optional-claims-reference'),
  openId: document('OpenID Connect', 'identity-platform/v2-protocols-oidc'),
  code: document('Authorization code flow', 'identity-platform/v2-oauth2-auth-code-flow'),
  credentials: document('Client credentials flow', 'identity-platform/v2-oauth2-client-creds-grant-flow'),
  onBehalfOf: document('On-behalf-of flow', 'identity-platform/v2-oauth2-on-behalf-of-flow'),
  device: document('Device code flow', 'identity-platform/v2-oauth2-device-code'),
  certificates: document('Certificate credentials', 'identity-platform/certificate-credentials'),
  refreshTokens: document('Refresh tokens', 'identity-platform/refresh-tokens'),
  errors: document('Error codes', 'identity-platform/reference-error-codes'),
  redirects: document('Redirect URIs', 'identity-platform/reply-url'),
  userInfo: document('UserInfo endpoint', 'identity-platform/userinfo'),
  contexts: document(
    'Authentication contexts',
    'identity-platform/developer-guide-conditional-access-authentication-context',
  ),
  features: document('Features in external tenants', 'external-id/customers/concept-supported-features-customers'),
  secondFactor: document(
    'Multifactor authentication',
    'external-id/customers/how-to-multifactor-authentication-customers',
  ),
  staySignedIn: document('Features in external tenants', 'external-id/customers/concept-supported-features-customers'),
  coop: document('Cross-Origin-Opener-Policy', 'identity-platform/how-to-prepare-app-coop-enforcement'),
  federation: document('Workload identity federation', 'workload-id/workload-identity-federation'),
  userResource: {
    title: 'Get a user',
    url: 'https://learn.microsoft.com/graph/api/user-get',
    date: looked,
  },
  applicationResource: {
    title: 'apiApplication',
    url: 'https://learn.microsoft.com/graph/api/resources/apiapplication',
    date: looked,
  },
  issuer: thread('msal-js #8592', 'AzureAD/microsoft-authentication-library-for-js/issues/8592', '2026'),
  devicePage: thread('msal-dotnet #4666', 'AzureAD/microsoft-authentication-library-for-dotnet/issues/4666', '2024'),
  recordings: thread('MSAL JS, recorded responses', 'AzureAD/microsoft-authentication-library-for-js', looked),
  msalNode: thread(
    'MSAL Node 7.2.1, as it runs',
    'AzureAD/microsoft-authentication-library-for-js/tree/dev/lib/msal-node',
    looked,
  ),
  chromium: { title: 'Chromium, as it runs', url: 'https://www.chromium.org/', date: looked },
  limits: document('Service limits', 'external-id/customers/reference-service-limits'),
  duplicated: thread('azure-dev-docs #934', 'MicrosoftDocs/azure-dev-docs/issues/934', '2022-10-26'),
  severalApis: thread('msal-js #1487', 'AzureAD/microsoft-authentication-library-for-js/issues/1487', '2020-04-09'),
  severalDefaults: thread('msal-js #6069', 'AzureAD/microsoft-authentication-library-for-js/issues/6069', '2023-05-31'),
  challengeMissing: thread('fastapi-azure-auth #221', 'vibber-ai/fastapi-azure-auth/issues/221', '2024-12-06'),
  externalEndpoint: {
    title: 'GitLab, Configure OpenID Connect in Azure',
    url: 'https://docs.gitlab.com/ci/cloud_services/azure/',
    date: looked,
  },
  notAssigned: {
    title: 'NAIS, troubleshooting of Azure AD',
    url: 'https://doc.nais.io/security/auth/azure-ad/faq-troubleshooting/',
    date: looked,
  },
  replyAddress: thread('microsoft-graph-docs #20516', 'microsoftgraph/microsoft-graph-docs/issues/20516', '2023-03-09'),
  singlePage: thread('msal-js #3032', 'AzureAD/microsoft-authentication-library-for-js/issues/3032', '2021-02-17'),
  severalAccounts: thread('pnpframework #1067', 'pnp/pnpframework/issues/1067', '2025-02-05'),
  certificateExpired: thread(
    'microsoft-identity-web #2834',
    'AzureAD/microsoft-identity-web/issues/2834',
    '2024-05-13',
  ),
  graphSignature: {
    title: 'Microsoft Q&A 5841715',
    url: 'https://learn.microsoft.com/en-us/answers/questions/5841715/',
    date: '2026-03-28',
  },
  malformedId: thread(
    'SaaS accelerator #748',
    'Azure/Commercial-Marketplace-SaaS-Accelerator/issues/748',
    '2024-08-15',
  ),
  method: thread('oidc-debugger #87', 'nbarbettini/oidc-debugger/issues/87', '2025-01-22'),
  accountType: thread('flutter_appauth #622', 'MaikuB/flutter_appauth/issues/622', '2025-08-21'),
  implicitToken: thread('msal-js #766', 'AzureAD/microsoft-authentication-library-for-js/issues/766', '2019-06-18'),
  assertionAudience: thread(
    'msal-dotnet #2746',
    'AzureAD/microsoft-authentication-library-for-dotnet/issues/2746',
    '2021-07-06',
  ),
  assertionTime: thread('msal-java #984', 'AzureAD/microsoft-authentication-library-for-java/issues/984', '2025-08-29'),
  federatedIssuer: thread('azure-workload-identity #1200', 'Azure/azure-workload-identity/issues/1200', '2024-03-01'),
  federatedSubject: thread('Azure/login #482', 'Azure/login/issues/482', '2024-09-06'),
  crossOrigin: thread(
    'angular-tutorial #37',
    'Azure-Samples/ms-identity-javascript-angular-tutorial/issues/37',
    '2021-09-03',
  ),
  javaTests: thread('MSAL Java, integration tests', 'AzureAD/microsoft-authentication-library-for-java', looked),
  goTests: thread('MSAL Go, recorded requests', 'AzureAD/microsoft-authentication-library-for-go', looked),
  pythonTests: thread('MSAL Python, recorded requests', 'AzureAD/microsoft-authentication-library-for-python', looked),
  claimsChallenge: thread('msal-js #5491', 'AzureAD/microsoft-authentication-library-for-js/issues/5491', '2023-01-04'),
  wrongAudience: thread(
    'company-communicator #214',
    'OfficeDev/microsoft-teams-apps-company-communicator/issues/214',
    '2020-09-29',
  ),
  wrongSignature: thread('azure-sdk-for-java #25109', 'Azure/azure-sdk-for-java/issues/25109', '2021-10-29'),
  deviceExpired: thread('azure-docs #92366', 'MicrosoftDocs/azure-docs/issues/92366', '2022-05-03'),
  graphAudience: thread(
    'microsoft-graph-docs #16208',
    'microsoftgraph/microsoft-graph-docs/issues/16208',
    '2022-03-17',
  ),
  photo: thread(
    'b2c-account-management #23',
    'Azure-Samples/ms-identity-dotnetcore-b2c-account-management/issues/23',
    '2021-11-09',
  ),
};
