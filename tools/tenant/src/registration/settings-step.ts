import { randomBytes } from 'node:crypto';
import type { TenantFile } from 'ciam-emulator/tenant-file';
import { isLoopback } from 'ciam-config';
import type { Settings, Step } from './step.ts';
import type { TenantState } from './tenant-state.ts';

const unknown = '(new)';
type Ids = Record<string, string | undefined>;

/** Returns the step that writes the apps' settings for this tenant, or none if `.env` already has them. */
export function settingsStep(state: TenantState, file: TenantFile, current: Settings): Step[] {
  const ids = Object.fromEntries(file.applications.map(({ name }) => [name, state.apps[name]?.application.appId]));
  const changes = changed(wantedSettings(state, file, ids, current), current);
  if (changes.length === 0) return [];
  const text = `Write the settings: ${changes.map(([name]) => name).join(', ')}`;
  return [
    {
      text,
      run: (work) => {
        const known = Object.fromEntries(file.applications.map(({ name }) => [name, work.apps[name]?.appId]));
        return work.save(Object.fromEntries(changed(wantedSettings(state, file, known, current), current)));
      },
    },
  ];
}

function wantedSettings(state: TenantState, file: TenantFile, ids: Ids, current: Settings): Settings {
  const settings: Settings = {
    TENANT_SUBDOMAIN: state.subdomain,
    TENANT_ID: state.tenantId,
    // Remove the address of a local tenant, but keep a custom URL domain.
    AUTHORITY: isLocal(current['AUTHORITY']) ? undefined : current['AUTHORITY'],
  };
  for (const { name, env = {}, permissions = [] } of file.applications) {
    if (env.clientId) settings[env.clientId] = ids[name] ?? unknown;
    if (env.scope) {
      const apis = permissions.map(({ resource }) => ids[resource]).filter((id) => id !== undefined);
      settings[env.scope] = scopeOf(current[env.scope], apis);
    }
    for (const variable of env.random ?? [])
      settings[variable] = current[variable] || randomBytes(32).toString('base64url');
  }
  return settings;
}

/** Keeps a scope only if it is of one of our APIs, because the tenant would refuse another. */
function scopeOf(scope: string | undefined, apis: readonly string[]): string | undefined {
  return apis.some((id) => scope?.startsWith(`api://${id}`)) ? scope : undefined;
}

function changed(wanted: Settings, current: Settings): [string, string | undefined][] {
  return Object.entries(wanted).filter(([name, value]) => (current[name] || undefined) !== value);
}

function isLocal(authority: string | undefined): boolean {
  return authority !== undefined && URL.canParse(authority) && isLoopback(new URL(authority).hostname);
}
