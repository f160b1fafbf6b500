import { randomUUID } from 'node:crypto';

import { guidFrom } from './guid.ts';
import { graphApplication } from './microsoft-graph.ts';
import type { Application, AppRoleAssignment, PermissionGrant, TenantConfig, User } from './model.ts';

/** A user of the directory: `id` is always there. */
export type DirectoryUser = User & { id: string };

/** The directory of one tenant: its applications and users, in memory. */
export class Directory {
  readonly tenantId: string;
  readonly subdomain: string;
  readonly displayName: string;
  readonly config: TenantConfig;
  readonly applications: Application[];
  readonly users: DirectoryUser[];
  readonly permissionGrants: PermissionGrant[];
  readonly roleAssignments: AppRoleAssignment[];

  constructor(config: TenantConfig) {
    const copy = structuredClone(config);
    this.config = copy;
    this.tenantId = copy.tenantId;
    this.subdomain = copy.subdomain;
    this.displayName = copy.displayName;
    this.applications = copy.applications;
    this.users = [];
    this.permissionGrants = copy.oauth2PermissionGrants ?? [];
    this.roleAssignments = copy.appRoleAssignments ?? [];
    for (const user of copy.users) this.addUser(user);
  }

  get domain(): string {
    return `${this.subdomain}.onmicrosoft.com`;
  }

  /** Whether the first part of a path names this tenant: its GUID, its domain, or any spelling of them. */
  isTenant(alias: string): boolean {
    const lower = alias.toLowerCase();
    return lower === this.tenantId || lower === this.domain;
  }

  application(appId: string): Application | undefined {
    const lower = appId.toLowerCase();
    return this.applications.find((application) => application.appId === lower);
  }

  /** An API by its Application ID URI or its application id; Microsoft Graph is always there. */
  resource(identifier: string): Application | undefined {
    const plain = identifier.replace(/\/$/, '').toLowerCase();
    return [...this.applications, graphApplication].find(
      ({ appId, identifierUris = [] }) => appId === plain || identifierUris.some((uri) => uri.toLowerCase() === plain),
    );
  }

  servicePrincipalId(application: Application): string {
    return application.servicePrincipalId ?? guidFrom(`${this.tenantId}/${application.appId}`);
  }

  user(id: string): DirectoryUser | undefined {
    return this.users.find((user) => user.id === id);
  }

  userByMail(mail: string): DirectoryUser | undefined {
    const lower = mail.trim().toLowerCase();
    return this.users.find((user) => user.mail.toLowerCase() === lower);
  }

  addUser(user: User): DirectoryUser {
    const added = { ...user, id: user.id ?? randomUUID() };
    this.users.push(added);
    return added;
  }

  addApplication(application: Application): void {
    this.applications.push(application);
  }

  /** Short names of the delegated permissions an administrator has consented to for this client and API. */
  consentedScopes(client: Application, resource: Application): string[] {
    if (resource === graphApplication) {
      return (graphApplication.api?.oauth2PermissionScopes ?? []).map(({ value }) => value);
    }
    return this.permissionGrants
      .filter(({ clientId, resourceId }) => clientId === client.appId && resourceId === resource.appId)
      .flatMap(({ scope }) => scope.split(' '));
  }

  /** Values of the app roles that an application or a user holds at an API. */
  roles(principalId: string, resource: Application): string[] {
    return this.roleAssignments
      .filter((assignment) => assignment.principalId === principalId && assignment.resourceId === resource.appId)
      .map(({ appRole }) => appRole);
  }
}
