import { X509Certificate } from 'node:crypto';

import type { TenantConfig } from './model.ts';

/** What no schema can say of a tenant: that ids are unique, and that what is referred to exists. */
export function referenceProblems(config: TenantConfig): string[] {
  const { applications, users, oauth2PermissionGrants = [], appRoleAssignments = [], userFlows = [] } = config;
  const problems: string[] = [];
  const appIds = new Set<string>();
  const principals = new Set<string>();
  const addresses = new Set<string>();
  const takeOnce = (taken: Set<string>, path: string, value: string) => {
    if (taken.has(value.toLowerCase())) problems.push(`${path}: expected a value of its own, "${value}" is taken`);
    taken.add(value.toLowerCase());
  };
  for (const [index, { appId }] of applications.entries())
    takeOnce(appIds, `applications[${String(index)}].appId`, appId);
  for (const id of appIds) principals.add(id);
  for (const [index, { keyCredentials = [] }] of applications.entries()) {
    for (const [place, { certificate }] of keyCredentials.entries()) {
      if (isCertificate(certificate)) continue;
      const path = `applications[${String(index)}].keyCredentials[${String(place)}].certificate`;
      problems.push(`${path}: expected a certificate in PEM, found "${certificate.slice(0, 40)}"`);
    }
  }
  for (const [index, { mail, id }] of users.entries()) {
    takeOnce(addresses, `users[${String(index)}].mail`, mail);
    if (id !== undefined) takeOnce(principals, `users[${String(index)}].id`, id);
  }
  const expect = (known: Set<string>, what: string, path: string, value: string) => {
    if (!known.has(value.toLowerCase())) problems.push(`${path}: expected ${what}, found "${value}"`);
  };
  const application = 'the appId of one of the applications';
  for (const [index, { clientId, resourceId }] of oauth2PermissionGrants.entries()) {
    expect(appIds, application, `oauth2PermissionGrants[${String(index)}].clientId`, clientId);
    expect(appIds, application, `oauth2PermissionGrants[${String(index)}].resourceId`, resourceId);
  }
  for (const [index, { principalId, resourceId }] of appRoleAssignments.entries()) {
    const path = `appRoleAssignments[${String(index)}]`;
    expect(principals, 'the appId of an application or the id of a user', `${path}.principalId`, principalId);
    expect(appIds, application, `${path}.resourceId`, resourceId);
  }
  for (const [index, { applications: ids }] of userFlows.entries()) {
    for (const [place, id] of ids.entries()) {
      expect(appIds, application, `userFlows[${String(index)}].applications[${String(place)}]`, id);
    }
  }
  return problems;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).publicKey.asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
