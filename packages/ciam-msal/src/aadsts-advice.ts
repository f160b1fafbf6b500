import { type AdviceEntry, page } from './advice-entry.ts';

/** The numbers that Entra External ID sends in `error_codes`, by number. */
export const aadstsAdvice: Readonly<Record<string, AdviceEntry>> = {
  AADSTS50011: {
    kind: 'configuration',
    cause: 'The redirect URI that the app sent is not registered.',
    fix: 'Register it in the admin center under App registrations, your app, Authentication, exactly as the app sends it: scheme, host, path, upper and lower case. Or correct REDIRECT_URI.',
    link: page.identityPlatform('how-to-add-redirect-uri'),
  },
  AADSTS50034: {
    kind: 'refused',
    cause: 'There is no account of that name in the tenant.',
    fix: 'Check the address, or create the account with "No account? Create one". Accounts of other tenants cannot sign in here.',
    link: page.externalId('faq-customers'),
  },
  AADSTS50058: {
    kind: 'refused',
    cause: 'The app asked to sign in silently (prompt=none), and the browser has no session with the tenant.',
    fix: 'Sign in without prompt=none.',
    link: page.identityPlatform('v2-protocols-oidc'),
  },
  AADSTS50105: {
    kind: 'refused',
    cause: 'The app admits assigned users only, and this user is not assigned.',
    fix: 'Assign the user or their group to the app under Enterprise applications, Users and groups, or switch "Assignment required" off.',
    link: page.entra('identity/enterprise-apps/assign-user-or-group-access-portal'),
  },
  AADSTS50126: {
    kind: 'refused',
    cause: 'The user name or the password is wrong.',
    fix: 'Try again, or use "Forgot password?" where the tenant offers it.',
    link: page.externalId('how-to-enable-password-reset-customers'),
  },
  AADSTS50173: {
    kind: 'refused',
    cause: 'The sign-in was revoked: the password changed or an administrator ended the sessions.',
    fix: 'Sign in again.',
    link: page.troubleshoot('error-code-aadsts50173-grant-expired-revoked'),
  },
  AADSTS53003: {
    kind: 'refused',
    cause: 'A Conditional Access policy of the tenant blocks this sign-in.',
    fix: 'Ask an administrator which policy it was: Sign-in logs, this correlation ID, Conditional Access.',
    link: page.entra('identity/conditional-access/troubleshoot-conditional-access'),
  },
  AADSTS54005: {
    kind: 'failed',
    cause: 'The authorization code was already used. A code is good for one request.',
    fix: 'Start the sign-in again. If it keeps happening, something sends the redirect twice: a proxy that retries, or a double submit.',
    link: page.identityPlatform('v2-oauth2-auth-code-flow'),
  },
  AADSTS65001: {
    kind: 'refused',
    cause: 'Nobody has agreed to what the app asks for. In an external tenant only an administrator can.',
    fix: 'In the admin center open App registrations, your app, API permissions, and choose "Grant admin consent".',
    link: page.entra('identity/enterprise-apps/grant-admin-consent'),
  },
  AADSTS65004: {
    kind: 'refused',
    cause: 'The user declined to give the app access.',
    fix: 'Sign in again and accept, or have an administrator grant consent for everybody.',
    link: page.entra('identity/enterprise-apps/grant-admin-consent'),
  },
  AADSTS70003: {
    kind: 'configuration',
    cause:
      'The app asked for a token in a way the tenant does not offer; external tenants have no password grant (ROPC).',
    fix: 'Use the authorization code flow with PKCE, the device code flow, or client credentials.',
    link: page.identityPlatform('reference-error-codes'),
  },
  AADSTS70008: {
    kind: 'refused',
    cause: 'The authorization code or the refresh token has expired. A code lives for ten minutes.',
    fix: 'Sign in again.',
    link: page.identityPlatform('refresh-tokens'),
  },
  AADSTS70011: {
    kind: 'configuration',
    cause: 'The tenant does not know the scope that the app asked for.',
    fix: 'Check the spelling and the API it belongs to: api://<API client id>/<scope>. An app asks for one API at a time.',
    link: page.identityPlatform('scopes-oidc'),
  },
  AADSTS70016: {
    kind: 'failed',
    cause: 'Nobody has entered the device code yet.',
    fix: 'Keep polling at the interval that the service named.',
    link: page.identityPlatform('v2-oauth2-device-code'),
  },
  AADSTS70018: {
    kind: 'refused',
    cause: 'The device code is unknown to the tenant, or the sign-in with it was declined.',
    fix: 'Start again with a new code, and enter it on the page that the message names.',
    link: page.identityPlatform('v2-oauth2-device-code'),
  },
  AADSTS70020: {
    kind: 'failed',
    cause: 'The device code expired before anybody signed in with it.',
    fix: 'Start again with a new code. It is good for about 15 minutes.',
    link: page.identityPlatform('v2-oauth2-device-code'),
  },
  AADSTS90002: {
    kind: 'configuration',
    cause: 'There is no tenant of that name.',
    fix: 'Check TENANT_SUBDOMAIN (of contoso.onmicrosoft.com it is contoso), TENANT_ID and AUTHORITY.',
    link: page.entra('fundamentals/how-to-find-tenant'),
  },
  AADSTS500011: {
    kind: 'configuration',
    cause: 'The API that the app asks a token for is not registered in this tenant.',
    fix: 'Check the Application ID URI in SCOPES or API_CLIENT_ID: it is under App registrations, the API, Expose an API. Check also that TENANT_SUBDOMAIN is the tenant that the API is registered in.',
    link: page.troubleshoot('error-code-aadsts500011-resource-principal-not-found'),
  },
  AADSTS500207: {
    kind: 'configuration',
    cause: 'This kind of account cannot be used at the address that the app called.',
    fix: 'Use the tenant\'s own address, https://<subdomain>.ciamlogin.com/, or its custom URL domain with "/v2.0" in the endpoints, as discovery names them.',
    link: page.externalId('concept-custom-url-domain'),
  },
  AADSTS500208: {
    kind: 'refused',
    cause: "An account of an external tenant was used at a Microsoft address that is not the tenant's own.",
    fix: 'Sign in at https://<subdomain>.ciamlogin.com/. For a device code the page is https://<subdomain>.ciamlogin.com/common/oauth2/deviceauth, not the one on microsoft.com.',
    link: page.identityPlatform('reference-error-codes'),
  },
  AADSTS501051: {
    kind: 'refused',
    cause: 'The API admits only apps that are assigned to one of its roles, and this app is not.',
    fix: 'Give the app an application permission of the API (ToDoList.Read.All for reading) under App registrations, your app, API permissions, and grant admin consent. Or switch the API\'s "Assignment required" off.',
    link: page.externalId('how-to-use-app-roles-customers'),
  },
  AADSTS501481: {
    kind: 'failed',
    cause: 'The code verifier does not belong to the code challenge with which this sign-in began (PKCE).',
    fix: 'Start the sign-in again. If it keeps happening, two sign-ins share one stored verifier.',
    link: page.identityPlatform('v2-oauth2-auth-code-flow'),
  },
  AADSTS700016: {
    kind: 'configuration',
    cause: 'The tenant has no app with this client id.',
    fix: 'Check the client id (Application (client) ID on the Overview page of the app registration), and that TENANT_SUBDOMAIN is the tenant that the app is registered in.',
    link: page.identityPlatform('quickstart-register-app'),
  },
  AADSTS700025: {
    kind: 'credential',
    cause: 'The app sent a secret or a certificate, but is registered as a public client.',
    fix: 'A console app is a public client: remove its secret. For a web app or a daemon register the redirect URI under "Web" and set "Allow public client flows" to No.',
    link: page.identityPlatform('msal-client-applications'),
  },
  AADSTS700027: {
    kind: 'credential',
    cause: 'The certificate that the app signed with is not registered for it, or the signature is wrong.',
    fix: 'Upload the public certificate under App registrations, your app, Certificates & secrets, and check that the private key belongs to it.',
    link: page.identityPlatform('certificate-credentials'),
  },
  AADSTS700038: {
    kind: 'configuration',
    cause: 'The client id is not a GUID that could name an app.',
    fix: 'Copy the Application (client) ID from the Overview page of the app registration.',
    link: page.identityPlatform('quickstart-register-app'),
  },
  AADSTS700082: {
    kind: 'refused',
    cause: 'The refresh token was not used for so long that it expired.',
    fix: 'Sign in again.',
    link: page.identityPlatform('refresh-tokens'),
  },
  AADSTS900144: {
    kind: 'configuration',
    cause: 'A parameter is missing from the request; the message names it.',
    fix: 'Look for an empty setting. Behind a proxy, check that request bodies pass unchanged.',
    link: page.identityPlatform('v2-oauth2-auth-code-flow'),
  },
  AADSTS1002012: {
    kind: 'configuration',
    cause:
      'A daemon asked for a single scope. With client credentials an app gets all the roles it was given, by ".default".',
    fix: 'Set SCOPES to api://<API client id>/.default.',
    link: page.identityPlatform('v2-oauth2-client-creds-grant-flow'),
  },
  AADSTS7000215: {
    kind: 'credential',
    cause: 'The client secret is wrong. Often it is the Secret ID that was copied instead of the Value.',
    fix: 'Create a new client secret under App registrations, your app, Certificates & secrets, and copy its Value, which is shown only once.',
    link: page.identityPlatform('how-to-add-credentials'),
  },
  AADSTS7000218: {
    kind: 'credential',
    cause: 'The request carried no secret or certificate, and the app is not registered as a public client.',
    fix: 'For the device code app set "Allow public client flows" to Yes under App registrations, your app, Authentication. For a web app or a daemon set its client secret or certificate.',
    link: page.troubleshoot('confidential-client-application-authentication-error-aadsts7000218'),
  },
  AADSTS7000222: {
    kind: 'credential',
    cause: 'The client secret has expired.',
    fix: 'Create a new one under App registrations, your app, Certificates & secrets, put its Value in place of the old, and delete the old one. A certificate lasts longer.',
    link: page.identityPlatform('how-to-add-credentials'),
  },
};
