import type { TenantFile } from 'ciam-emulator/tenant-file';
import type { Terminal } from '../terminal.ts';
import { applicationSteps, resourceBehind } from './application-steps.ts';
import { attributeSteps } from './attribute-steps.ts';
import { brandingStep } from './branding-step.ts';
import { type Certificates, credentialSteps } from './credential-steps.ts';
import { permissionSteps } from './permission-steps.ts';
import { settingsStep } from './settings-step.ts';
import type { KnownApp, Settings, Step, Work } from './step.ts';
import type { TenantState } from './tenant-state.ts';
import { flowIn, userFlowSteps } from './user-flow-steps.ts';

export interface PlanOptions {
  file: TenantFile;
  /** The current settings in `.env`. */
  current: Settings;
  certificates: Certificates;
  now: Date;
}

/** Returns the steps, in order, that make the tenant and `.env` match the file. Empty if they already do. */
export function planRegistration(state: TenantState, options: PlanOptions): Step[] {
  const { file, current } = options;
  return [
    ...planTenant(state, options),
    ...credentialSteps(state, file, options),
    ...settingsStep(state, file, current),
  ];
}

/** Returns only the steps for the tenant, without the settings. */
export function planTenant(state: TenantState, { file }: Pick<PlanOptions, 'file'>): Step[] {
  return [
    ...applicationSteps(state, file),
    ...permissionSteps(state, file),
    ...attributeSteps(state, file),
    ...userFlowSteps(state, file),
    ...brandingStep(state, file),
  ];
}

/** Prints numbered steps, each with the properties that differ. */
export function printSteps(terminal: Terminal, steps: readonly Step<never>[]): void {
  for (const [index, { text, details = [] }] of steps.entries()) {
    terminal.print(`  ${index + 1}. ${text}`);
    for (const detail of details) terminal.print(`       ${detail}`);
  }
}

/** Returns notes for the administrator that belong to no step. */
export function notes(state: TenantState, file: TenantFile): string[] {
  const notes: string[] = [];
  for (const { name, displayName, web } of file.applications) {
    if (web?.logoutUrl !== undefined && !web.logoutUrl.startsWith('https:')) {
      notes.push(
        `No front-channel logout URL for "${displayName}". Entra accepts only https URLs, and this is ${web.logoutUrl}. ` +
          'Run the same command again with https addresses.',
      );
    }
    const found = state.apps[name]?.application;
    if (found && found.displayName !== displayName) {
      notes.push(`"${displayName}" is called "${found.displayName}" in the tenant, and keeps that name.`);
    }
    for (const role of found?.appRoles ?? []) {
      if (!role.isEnabled)
        notes.push(`The app role ${role.value} of "${displayName}" is disabled, and stays disabled.`);
    }
  }
  for (const flow of file.userFlows ?? []) {
    const ours = flowIn(state.flows, file, flow);
    for (const name of flow.applications) {
      const attached = state.apps[name]?.userFlow;
      const app = file.applications.find((application) => application.name === name)?.displayName;
      if (attached && attached.id !== ours?.id) {
        notes.push(`"${app}" is attached to the user flow "${attached.displayName}", and stays there.`);
      }
    }
  }
  for (const { displayName, appId } of state.surplus) {
    notes.push(`"${displayName}" (${appId}) has the tag of this file but is not in it. To delete it, add --prune.`);
  }
  return notes;
}

/** Returns the initial state of the steps. */
export function startWork(
  state: TenantState,
  more: Pick<Work, 'graph' | 'file' | 'save' | 'assertOurs' | 'assertOurFlow'>,
): Work {
  const apps: Work['apps'] = {};
  for (const [name, found] of Object.entries(state.apps)) {
    if (!found) continue;
    const { id, appId } = found.application;
    const app: KnownApp = { id, appId };
    if (found.servicePrincipal) app.servicePrincipalId = found.servicePrincipal.id;
    apps[name] = app;
  }
  const others: Work['others'] = {};
  for (const [name, principal] of Object.entries(state.others)) {
    if (principal) others[name] = { ...resourceBehind(principal), servicePrincipalId: principal.id };
  }
  const flows = (more.file.userFlows ?? []).map(
    (flow) => [flow.displayName, flowIn(state.flows, more.file, flow)?.id] as const,
  );
  return { ...more, apps, others, flows: Object.fromEntries(flows), attributes: { ...state.attributes } };
}
