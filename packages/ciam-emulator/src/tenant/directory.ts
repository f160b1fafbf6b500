import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { DirectoryFullError, maxAdded } from './directory-full-error.ts';
import { guidFrom } from './guid.ts';
import { graphApplication, usualGraphScopes } from './microsoft-graph.ts';
import type { Application, AppRoleAssignment, PermissionGrant, TenantConfig, User, UserFlow } from './model.ts';
import { withAddresses } from './normalized.ts';

/** A user of the directory, who always has an `id`. */
export type DirectoryUser = User & { id: string };

/** IDs are GUIDs, whose case clients and administrators write differently. */
const lowerCase = (id: string): string => id.toLowerCase();

/** The directory of one tenant: its applications and users, in memory, with IDs in lower case. */
export class Directory {
  readonly config: TenantConfig;
  readonly tenantId: string;
  readonly subdomain: string;
  readonly displayName: string;
  readonly applications: Application[] = [];
  readonly users: DirectoryUser[] = [];
  readonly permissionGrants: PermissionGrant[] = [];
  readonly roleAssignments: AppRoleAssignment[] = [];
  readonly userFlows: UserFlow[] = [];

  constructor(config: TenantConfig) {
    this.tenantId = lowerCase(config.tenantId);
    this.config = { ...structuredClone(config), tenantId: this.tenantId };
    this.subdomain = config.subdomain.toLowerCase();
    this.displayName = config.displayName;
    this.reset();
  }

  get domain(): string {
    return `${this.subdomain}.onmicrosoft.com`;
  }

  /** Restores the configured state. */
  reset(): void {
    const { applications, users, userFlows = [], ...given } = structuredClone(this.config);
    const { oauth2PermissionGrants = [], appRoleAssignments = [] } = given;
    for (const list of [this.applications, this.users, this.permissionGrants, this.roleAssignments, this.userFlows]) {
      list.splice(0, Infinity);
    }
    for (const flow of userFlows) flow.applications = flow.applications.map(lowerCase);
    this.userFlows.push(...userFlows);
    for (const application of applications) this.addApplication(application);
    for (const user of users) this.addUser(user);
    for (const grant of oauth2PermissionGrants) this.addPermissionGrant(grant);
    for (const assignment of appRoleAssignments) this.addRoleAssignment(assignment);
  }

  /** The configuration that would start a tenant in the current state. */
  get current(): TenantConfig {
    return {
      ...this.config,
      applications: this.applications,
      users: this.users,
      userFlows: this.userFlows,
      oauth2PermissionGrants: this.permissionGrants,
      appRoleAssignments: this.roleAssignments,
    };
  }

  /** Whether the first part of a path is this tenant's GUID or domain, ignoring case. */
  isTenant(alias: string): boolean {
    const lower = alias.toLowerCase();
    return lower === this.tenantId || lower === this.domain;
  }

  application(appId: string): Application | undefined {
    const lower = lowerCase(appId);
    return this.applications.find((application) => application.appId === lower);
  }

  /** Finds an API by its Application ID URI or its application ID. Microsoft Graph always exists. */
  resource(identifier: string): Application | undefined {
    const plain = identifier.replace(/\/$/, '').toLowerCase();
    return [...this.applications, graphApplication].find(
      ({ appId, identifierUris = [] }) => appId === plain || identifierUris.some((uri) => uri.toLowerCase() === plain),
    );
  }

  /** All APIs. */
  get resources(): Application[] {
    return [graphApplication, ...this.applications.filter(({ identifierUris }) => identifierUris?.length)];
  }

  servicePrincipalId(application: Application): string {
    return application.servicePrincipalId ?? guidFrom(`${this.tenantId}/${application.appId}`);
  }

  /** Returns the user principal name, which for customers is derived from the object ID. */
  userPrincipalName({ id }: DirectoryUser): string {
    return `${id}@${this.domain}`;
  }

  user(id: string): DirectoryUser | undefined {
    const lower = lowerCase(id);
    return this.users.find((user) => user.id === lower);
  }

  userByMail(mail: string): DirectoryUser | undefined {
    const lower = mail.trim().toLowerCase();
    return this.users.find((user) => user.mail.toLowerCase() === lower);
  }

  /** Whether nobody can be added. */
  get isFull(): boolean {
    const { users, applications } = this.config;
    return this.users.length + this.applications.length >= users.length + applications.length + maxAdded;
  }

  /** Adds a user, or replaces the one with the same id. @throws DirectoryFullError */
  addUser(user: User): DirectoryUser {
    const added = { ...user, id: lowerCase(user.id ?? randomUUID()) };
    const index = this.users.findIndex(({ id }) => id === added.id);
    if (index < 0 && this.isFull) throw new DirectoryFullError();
    this.users.splice(index < 0 ? this.users.length : index, 1, added);
    return added;
  }

  /** Adds an application, or replaces the one with the same appId. @throws DirectoryFullError */
  addApplication(application: Application): Application {
    const added = withAddresses({ ...application, appId: lowerCase(application.appId) });
    const index = this.applications.findIndex(({ appId }) => appId === added.appId);
    if (index < 0 && this.isFull) throw new DirectoryFullError();
    this.applications.splice(index < 0 ? this.applications.length : index, 1, added);
    return added;
  }

  /** Adds to what an application may do at an API. */
  addPermissionGrant({ clientId, resourceId, scope }: PermissionGrant): void {
    const added = { clientId: lowerCase(clientId), resourceId: lowerCase(resourceId) };
    const known = this.permissionGrants.find(
      (grant) => grant.clientId === added.clientId && grant.resourceId === added.resourceId,
    );
    const scopes = [...new Set(`${known?.scope ?? ''} ${scope}`.split(' ').filter(Boolean))].join(' ');
    if (known) known.scope = scopes;
    else if (scopes) this.permissionGrants.push({ ...added, scope: scopes });
  }

  addRoleAssignment({ principalId, resourceId, appRole }: AppRoleAssignment): void {
    const added = { principalId: lowerCase(principalId), resourceId: lowerCase(resourceId), appRole };
    if (!this.roleAssignments.some((known) => isDeepStrictEqual(known, added))) this.roleAssignments.push(added);
  }

  /** Removes a user, and what was assigned to them. */
  removeUser(id: string): void {
    remove(this.users, (user) => user.id === id);
    remove(this.roleAssignments, ({ principalId }) => principalId === id);
  }

  /** Removes an application, and the consents, assignments and user flows' conditions that name it. */
  removeApplication(appId: string): void {
    remove(this.applications, (application) => application.appId === appId);
    remove(this.permissionGrants, ({ clientId, resourceId }) => clientId === appId || resourceId === appId);
    remove(this.roleAssignments, ({ principalId, resourceId }) => principalId === appId || resourceId === appId);
    for (const { applications } of this.userFlows) remove(applications, (id) => id === appId);
  }

  /**
   * Returns the short names of the delegated permissions that an administrator has consented to for this client and
   * API.
   */
  consentedScopes(client: Application, resource: Application): string[] {
    const granted = this.permissionGrants
      .filter(({ clientId, resourceId }) => clientId === client.appId && resourceId === resource.appId)
      .flatMap(({ scope }) => scope.split(' ').filter(Boolean));
    return [
      ...new Set(resource === graphApplication ? [...usualGraphScopes, ...granted.filter(isPermission)] : granted),
    ];
  }

  /** Returns the values of the app roles that an application or a user has for an API. */
  roles(principalId: string, resource: Application): string[] {
    return this.roleAssignments
      .filter((assignment) => assignment.principalId === principalId && assignment.resourceId === resource.appId)
      .map(({ appRole }) => appRole);
  }
}

/** The OpenID scopes of Microsoft Graph need no consent. */
function isPermission(scope: string): boolean {
  return !['openid', 'profile', 'email'].includes(scope);
}

/**
 * Removes all matching entries.
 *
 * @returns the number of removed entries
 */
export function remove<T>(entries: T[], matches: (entry: T) => boolean): number {
  const kept = entries.filter((entry) => !matches(entry));
  const removed = entries.length - kept.length;
  entries.splice(0, Infinity, ...kept);
  return removed;
}
