import type { GraphClient } from '../graph/graph-client.ts';
import { applicationSteps } from './application-steps.ts';
import {
  appKeys,
  displayNames,
  frontChannelLogoutUri,
  plannedApi,
  signsUsersIn,
  type WebAddresses,
} from './blueprint.ts';
import { type Certificates, credentialSteps } from './credential-steps.ts';
import { settingsStep } from './settings-step.ts';
import type { KnownApp, Settings, Step, Work } from './step.ts';
import type { TenantState } from './tenant-state.ts';
import { userFlowSteps } from './user-flow-steps.ts';

export interface PlanOptions {
  web: WebAddresses;
  /** What `.env` says now. */
  current: Settings;
  certificates: Certificates;
  now: Date;
}

/** What has to be done, in order, so that the tenant and `.env` are as the samples need them. Empty when they are. */
export function planRegistration(state: TenantState, options: PlanOptions): Step[] {
  const { web, current, certificates, now } = options;
  return [
    ...applicationSteps(state, web),
    ...userFlowSteps(state),
    ...credentialSteps(state, current, certificates, now),
    ...settingsStep(state, current),
  ];
}

/** What a person should know that no step says. */
export function notes(state: TenantState, { web }: PlanOptions): string[] {
  const notes: string[] = [];
  if (state.tenantType && state.tenantType !== 'CIAM') {
    notes.push(
      `This tenant is of type ${state.tenantType}; the samples need an external tenant. ` +
        'Create one: https://learn.microsoft.com/entra/external-id/customers/how-to-create-external-tenant-portal',
    );
  }
  if (!frontChannelLogoutUri(web)) {
    notes.push(
      'No front-channel logout URL: Entra takes https ones only, and the web app is at ' +
        `${new URL(web.redirectUri).origin}. Run this again once REDIRECT_URI is https.`,
    );
  }
  for (const key of signsUsersIn) {
    const flow = state.apps[key]?.userFlow;
    if (flow && flow.id !== state.userFlow?.id) {
      notes.push(`"${displayNames[key]}" is attached to the user flow "${flow.displayName}", and stays there.`);
    }
  }
  return notes;
}

/** What the steps start from. */
export function startWork(
  state: TenantState,
  { graph, web, save }: { graph: GraphClient; web: WebAddresses; save: Work['save'] },
): Work {
  const apps: Work['apps'] = {};
  for (const key of appKeys) {
    const found = state.apps[key];
    if (!found) continue;
    const { id, appId } = found.application;
    const app: KnownApp = { id, appId };
    if (found.servicePrincipal) app.servicePrincipalId = found.servicePrincipal.id;
    apps[key] = app;
  }
  const api = state.apps.api?.application;
  return {
    graph,
    web,
    save,
    apps,
    api: api ? { appId: api.appId, appRoles: api.appRoles ?? [] } : plannedApi,
    userFlowId: state.userFlow?.id,
  };
}
