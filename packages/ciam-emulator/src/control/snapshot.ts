import type { Application, AppRoleAssignment, PermissionGrant, User } from '../tenant/model.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { faultSchema } from './fault-schema.ts';
import type { Fault } from './faults.ts';
import { definition, listOf, type Schema, text, allRequired } from './schemas.ts';

/** The state of a tenant at one moment, without secrets and passwords. */
export interface TenantState {
  tenantId: string;
  subdomain: string;
  issuer: string;
  /** ISO 8601, by the tenant's clock. */
  time: string;
  applications: Application[];
  users: User[];
  permissionGrants: readonly PermissionGrant[];
  roleAssignments: readonly AppRoleAssignment[];
  sessions: { userId: string; applications: string[] }[];
  refreshTokens: { userId: string; clientId: string; scope: string }[];
  deviceCodes: { userCode: string; clientId: string; state: DeviceCodeState }[];
  faults: readonly Fault[];
}

const deviceCodeStates = ['pending', 'approved', 'declined', 'redeemed'] as const;
type DeviceCodeState = (typeof deviceCodeStates)[number];

export const stateSchema: Schema = allRequired({
  tenantId: text,
  subdomain: text,
  issuer: text,
  time: text,
  applications: listOf(definition('application')),
  users: listOf(definition('user')),
  permissionGrants: listOf(definition('permissionGrant')),
  roleAssignments: listOf(definition('appRoleAssignment')),
  sessions: listOf(allRequired({ userId: text, applications: listOf(text) })),
  refreshTokens: listOf(allRequired({ userId: text, clientId: text, scope: text })),
  deviceCodes: listOf(allRequired({ userCode: text, clientId: text, state: { enum: deviceCodeStates } })),
  faults: listOf(faultSchema),
});

export function snapshot({ directory, issuer, clock, store, faults }: Tenant): TenantState {
  return {
    tenantId: directory.tenantId,
    subdomain: directory.subdomain,
    issuer,
    time: new Date(clock.now()).toISOString(),
    applications: directory.applications.map(withoutSecrets),
    users: directory.users.map(withoutSecrets),
    permissionGrants: directory.permissionGrants,
    roleAssignments: directory.roleAssignments,
    sessions: store
      .all('Session')
      .filter(({ accountId }) => accountId !== undefined)
      .map(({ accountId = '', authorizations = {} }) => ({
        userId: accountId,
        applications: Object.keys(authorizations),
      })),
    refreshTokens: store
      .all('RefreshToken')
      .map(({ accountId = '', clientId = '', scope = '' }) => ({ userId: accountId, clientId, scope })),
    deviceCodes: store.all('DeviceCode').map((code) => ({
      userCode: code.userCode ?? '',
      clientId: code.clientId ?? '',
      state: deviceState(code),
    })),
    faults: faults.list,
  };
}

/** Returns an application or a user without secrets and passwords. */
export function withoutSecrets<T extends Application | User>(entry: T): T {
  const shown: T & { password?: string; passwordCredentials?: unknown } = { ...entry };
  delete shown.password;
  delete shown.passwordCredentials;
  return shown;
}

function deviceState(code: { consumed?: unknown; error?: unknown; accountId?: unknown }): DeviceCodeState {
  if (code.consumed !== undefined) return 'redeemed';
  if (code.error !== undefined) return 'declined';
  return code.accountId === undefined ? 'pending' : 'approved';
}
