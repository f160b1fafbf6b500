import { X509Certificate } from 'node:crypto';
import { graphApplication } from './microsoft-graph.ts';
import type { Application, TenantConfig } from './model.ts';
import { repetitions } from './repetitions.ts';

const anApplication = 'the appId of one of the applications';
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/**
 * Returns the problems that a schema cannot find in a tenant: IDs that are not unique, references to things that do not
 * exist, and unreadable certificates and times. One sentence each, with the path and the expected value.
 */
export function referenceProblems(config: TenantConfig): string[] {
  return [
    ...duplicates(config),
    ...repetitions(config),
    ...credentialProblems(config),
    ...grantProblems(config),
    ...assignmentProblems(config),
    ...flowProblems(config),
    ...policyProblems(config),
  ];
}

function duplicates({ applications, users }: TenantConfig): string[] {
  const problems: string[] = [];
  const takeOnce = (taken: Set<string>, path: string, value: string) => {
    if (taken.has(value.toLowerCase())) problems.push(`${path}: expected a value of its own, "${value}" is taken`);
    taken.add(value.toLowerCase());
  };
  const principals = new Set<string>();
  const addresses = new Set<string>();
  for (const [index, { appId }] of applications.entries()) takeOnce(principals, `applications[${index}].appId`, appId);
  for (const [index, { mail, id }] of users.entries()) {
    takeOnce(addresses, `users[${index}].mail`, mail);
    if (id !== undefined) takeOnce(principals, `users[${index}].id`, id);
  }
  return problems;
}

function credentialProblems({ applications }: TenantConfig): string[] {
  return applications.flatMap(({ keyCredentials = [], passwordCredentials = [] }, index) => [
    ...keyCredentials.flatMap(({ certificate }, place) =>
      isCertificate(certificate)
        ? []
        : `applications[${index}].keyCredentials[${place}].certificate: expected a certificate in PEM, found "${certificate.slice(0, 40)}"`,
    ),
    ...passwordCredentials.flatMap(({ endDateTime }, place) =>
      endDateTime === undefined || !Number.isNaN(Date.parse(endDateTime))
        ? []
        : `applications[${index}].passwordCredentials[${place}].endDateTime: expected an ISO 8601 time, found "${endDateTime}"`,
    ),
  ]);
}

function grantProblems({ applications: own, oauth2PermissionGrants = [] }: TenantConfig): string[] {
  const applications = [...own, graphApplication];
  return oauth2PermissionGrants.flatMap(({ clientId, resourceId, scope }, index) => {
    const path = `oauth2PermissionGrants[${index}]`;
    const resource = applications.find(({ appId }) => same(appId, resourceId));
    const exposed = resource?.api?.oauth2PermissionScopes?.map(({ value }) => value) ?? [];
    const unknown = resource ? scope.split(' ').filter((name) => name && !exposed.includes(name)) : [];
    return [
      ...unknownApplication(own, `${path}.clientId`, clientId),
      ...unknownApplication(applications, `${path}.resourceId`, resourceId),
      ...unknown.map((name) => `${path}.scope: expected ${oneOf('scopes', exposed, resource)}, found "${name}"`),
    ];
  });
}

function assignmentProblems({ applications: own, users, appRoleAssignments = [] }: TenantConfig): string[] {
  const applications = [...own, graphApplication];
  return appRoleAssignments.flatMap(({ principalId, resourceId, appRole }, index) => {
    const path = `appRoleAssignments[${index}]`;
    const isApplication = own.some(({ appId }) => same(appId, principalId));
    const isUser = users.some(({ id }) => id !== undefined && same(id, principalId));
    const resource = applications.find(({ appId }) => same(appId, resourceId));
    const member = isApplication ? 'Application' : 'User';
    const open = resource?.appRoles?.filter(({ allowedMemberTypes }) => allowedMemberTypes.includes(member)) ?? [];
    const roles = open.map(({ value }) => value);
    const what = `${member.toLowerCase()} roles`;
    return [
      ...(isApplication || isUser
        ? []
        : [`${path}.principalId: expected the appId of an application or the ID of a user, found "${principalId}"`]),
      ...unknownApplication(applications, `${path}.resourceId`, resourceId),
      ...(!resource || !(isApplication || isUser) || roles.includes(appRole)
        ? []
        : [`${path}.appRole: expected ${oneOf(what, roles, resource)}, found "${appRole}"`]),
    ];
  });
}

function flowProblems({ applications, userFlows = [] }: TenantConfig): string[] {
  return userFlows.flatMap((flow, index) =>
    flow.applications.flatMap((id, place) =>
      unknownApplication(applications, `userFlows[${index}].applications[${place}]`, id),
    ),
  );
}

function policyProblems({ userFlows = [], conditionalAccessPolicies = [] }: TenantConfig): string[] {
  const known = new Set(userFlows.map(({ displayName }) => displayName));
  return conditionalAccessPolicies.flatMap(({ conditions }, index) =>
    (conditions.userFlows?.includeUserFlows ?? []).flatMap((name, place) =>
      known.has(name)
        ? []
        : `conditionalAccessPolicies[${index}].conditions.userFlows.includeUserFlows[${place}]: expected the displayName of one of the user flows, found "${name}"`,
    ),
  );
}

function unknownApplication(applications: readonly Application[], path: string, id: string): string[] {
  return applications.some(({ appId }) => same(appId, id)) ? [] : [`${path}: expected ${anApplication}, found "${id}"`];
}

function oneOf(what: string, values: string[], resource: Application | undefined): string {
  const name = resource?.displayName ?? '';
  return values.length > 0
    ? `one of the ${what} of ${name} (${values.join(', ')})`
    : `none, because ${name} has no ${what}`;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).publicKey.asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
