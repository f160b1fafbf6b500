import { randomBytes } from 'node:crypto';
import { isLoopback } from 'ciam-config';
import { appKeys, environmentPrefix } from './blueprint.ts';
import type { Settings, Step, Work } from './step.ts';
import type { TenantState } from './tenant-state.ts';

const unknown = '(new)';

/** The step that writes what the apps need to know of this tenant; none when `.env` says so already. */
export function settingsStep(state: TenantState, current: Settings): Step[] {
  const ids = Object.fromEntries(appKeys.map((key) => [key, state.apps[key]?.application.appId]));
  const changes = changed(wantedSettings(state, ids, current), current);
  if (changes.length === 0) return [];
  const text = `Write the settings: ${changes.map(([name]) => name).join(', ')}`;
  return [{ text, run: (work) => work.save(settingsOf(state, work, current)) }];
}

function settingsOf(state: TenantState, work: Work, current: Settings): Settings {
  const ids = Object.fromEntries(appKeys.map((key) => [key, work.apps[key]?.appId]));
  return Object.fromEntries(changed(wantedSettings(state, ids, current), current));
}

function wantedSettings(state: TenantState, ids: Record<string, string | undefined>, current: Settings): Settings {
  const api = ids['api'];
  const scopes = current['SCOPES'];
  return {
    TENANT_SUBDOMAIN: state.subdomain,
    TENANT_ID: state.tenantId,
    // The address of a local tenant; a custom URL domain stays.
    AUTHORITY: isLocal(current['AUTHORITY']) ? undefined : current['AUTHORITY'],
    ...Object.fromEntries(appKeys.map((key) => [`${environmentPrefix[key]}_CLIENT_ID`, ids[key] ?? unknown])),
    // The default follows API_CLIENT_ID; a scope of another API would be refused.
    SCOPES: scopes && (!api || !scopes.startsWith(`api://${api}`)) ? undefined : scopes,
    EXPRESS_SESSION_SECRET: current['EXPRESS_SESSION_SECRET'] || randomBytes(32).toString('base64url'),
  };
}

function changed(wanted: Settings, current: Settings): [string, string | undefined][] {
  return Object.entries(wanted).filter(([name, value]) => (current[name] || undefined) !== value);
}

function isLocal(authority: string | undefined): boolean {
  return authority !== undefined && URL.canParse(authority) && isLoopback(new URL(authority).hostname);
}
