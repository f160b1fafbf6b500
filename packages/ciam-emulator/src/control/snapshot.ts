import type { Application, User } from '../tenant/model.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { Fault } from './faults.ts';

/** What a tenant holds at a moment, without secrets and passwords. */
export interface TenantState {
  tenantId: string;
  subdomain: string;
  issuer: string;
  /** ISO 8601, by the tenant's clock. */
  time: string;
  applications: Application[];
  users: User[];
  sessions: { userId: string; applications: string[] }[];
  refreshTokens: { userId: string; clientId: string; scope: string }[];
  deviceCodes: { userCode: string; clientId: string; state: 'pending' | 'approved' | 'declined' | 'redeemed' }[];
  faults: readonly Fault[];
}

export function snapshot({ directory, issuer, clock, store, faults }: Tenant): TenantState {
  return {
    tenantId: directory.tenantId,
    subdomain: directory.subdomain,
    issuer,
    time: new Date(clock.now()).toISOString(),
    applications: directory.applications.map(withoutSecrets),
    users: directory.users.map(withoutSecrets),
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

function withoutSecrets<T extends Application | User>(entry: T): T {
  const shown: T & { password?: string; passwordCredentials?: unknown } = { ...entry };
  delete shown.password;
  delete shown.passwordCredentials;
  return shown;
}

function deviceState(code: {
  consumed?: unknown;
  error?: unknown;
  accountId?: unknown;
}): TenantState['deviceCodes'][0]['state'] {
  if (code.consumed !== undefined) return 'redeemed';
  if (code.error !== undefined) return 'declined';
  return code.accountId === undefined ? 'pending' : 'approved';
}
