import { readFileSync } from 'node:fs';
import { defaultTenant, type TenantConfig } from 'ciam-emulator';
import type { Directory } from './graph-stand-in/directory.ts';
import { attachedTo } from './graph-stand-in/permission-rules.ts';
import type { Json } from './graph-stand-in/validation.ts';

/**
 * The local tenant with exactly the registrations that the stand-in for Graph holds. Secrets come from the settings, since Graph
 * does not return them; certificates from their files.
 */
export function emulatedTenant(directory: Directory, tenantId: string, settings: Record<string, string>): TenantConfig {
  const appIdOf = (principalId: unknown): string =>
    String(directory.everything('servicePrincipals').find(({ id }) => id === principalId)?.['appId']);
  const applications = directory.everything('applications').map((application) => {
    const { appId, displayName, web, optionalClaims, isFallbackPublicClient, identifierUris, api, appRoles } =
      application;
    const prefix = Object.keys(settings)
      .find((name) => name.endsWith('_CLIENT_ID') && settings[name] === appId)
      ?.replace(/_CLIENT_ID$/, '');
    const secret = settings[`${prefix}_CLIENT_SECRET`];
    const certificate = settings[`${prefix}_CLIENT_CERTIFICATE`];
    const pem = certificate && /-----BEGIN CERT[^]*END CERTIFICATE-----/.exec(readFileSync(certificate, 'utf8'))?.[0];
    return {
      appId: String(appId),
      displayName: String(displayName),
      isFallbackPublicClient: isFallbackPublicClient === true,
      identifierUris: identifierUris as string[],
      web: { redirectUris: (web as { redirectUris: string[] }).redirectUris },
      api: {
        requestedAccessTokenVersion: 2 as const,
        oauth2PermissionScopes: values((api as Json)['oauth2PermissionScopes']).map((value) => ({ value })),
      },
      appRoles: values(appRoles).map((value) => ({ value, allowedMemberTypes: ['Application' as const] })),
      optionalClaims: {
        idToken: names((optionalClaims as Json | undefined)?.['idToken']),
        accessToken: names((optionalClaims as Json | undefined)?.['accessToken']),
      },
      passwordCredentials: secret ? [{ secretText: secret }] : [],
      keyCredentials: pem ? [{ certificate: pem }] : [],
    };
  });
  return {
    tenantId,
    subdomain: 'contoso',
    displayName: 'Contoso',
    applications,
    users: defaultTenant.users,
    userFlows: directory.everything('flows').map((flow) => ({
      displayName: String(flow['displayName']),
      applications: attachedTo(flow).map((entry) => String(entry['appId'])),
      identityProvider: 'EmailPassword',
      attributes: [{ name: 'displayName', label: 'Display Name', required: true }],
    })),
    appRoleAssignments: directory.everything('assignments').map((assignment) => ({
      principalId: appIdOf(assignment['principalId']),
      resourceId: appIdOf(assignment['resourceId']),
      appRole: String(
        directory
          .everything('applications')
          .flatMap((application) => application['appRoles'] as Json[])
          .find(({ id }) => id === assignment['appRoleId'])?.['value'],
      ),
    })),
  };
}

function values(items: unknown): string[] {
  return (items as Json[]).map(({ value }) => String(value));
}

function names(claims: unknown): { name: string }[] {
  return ((claims ?? []) as Json[]).map(({ name }) => ({ name: String(name) }));
}
