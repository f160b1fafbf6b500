import type { TenantFile } from 'ciam-emulator/tenant-file';
import type { GraphClient } from '../graph/graph-client.ts';
import type { UserFlow } from '../graph/resources.ts';
import { RegistrationError } from './registration-error.ts';
import type { Resource } from './wanted-application.ts';

/**
 * The least privileged role for a step. @see
 * https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
 */
export type AdministratorRole =
  | 'Cloud Application Administrator'
  | 'External ID User Flow Administrator'
  | 'External ID User Flow Attribute Administrator'
  | 'Organizational Branding Administrator';

/** One change to the tenant, or to the settings. */
export interface Step<W = Work> {
  /** A description for people, in the imperative. */
  text: string;
  /** The properties that differ from the file. */
  details?: string[];
  /** Undefined for a step on this machine. */
  role?: AdministratorRole;
  run(work: W): Promise<void>;
}

/** The IDs of an application while the steps run. */
export interface KnownApp {
  id: string;
  appId: string;
  servicePrincipalId?: string;
}

/** The state that the steps of a run share. Earlier steps fill in what later ones need. */
export interface Work {
  graph: GraphClient;
  file: TenantFile;
  /** By the names in the file. */
  apps: Record<string, KnownApp | undefined>;
  /** APIs that are not in the file, with the IDs of their service principals. */
  others: Record<string, (Resource & { servicePrincipalId: string }) | undefined>;
  /** IDs of user flows by name. */
  flows: Record<string, string | undefined>;
  /** IDs of custom user attributes by name. */
  attributes: Record<string, string>;
  /** Checks that an application may be changed. @throws {RegistrationError} `not_ours` */
  assertOurs(id: string, appId: string): Promise<void>;
  /** Checks that a user flow may be changed. @throws {RegistrationError} `not_ours` */
  assertOurFlow(flow: UserFlow): Promise<void>;
  /** Saves settings immediately. Undefined removes one. */
  save(settings: Settings): Promise<void>;
}

/** Variables of `.env`. */
export type Settings = Record<string, string | undefined>;

/**
 * Returns an application that an earlier step found or created.
 *
 * @throws {RegistrationError} `step_failed` when there is none
 */
export function known(work: Work, name: string): KnownApp {
  const app = work.apps[name];
  if (!app) throw new RegistrationError('step_failed', `${name} is not registered yet. Run the same command again.`);
  return app;
}

/**
 * Returns the ID of the service principal of an API or an app.
 *
 * @throws {RegistrationError} `step_failed` when there is none
 */
export function servicePrincipalOf(work: Work, name: string): string {
  const id = work.others[name]?.servicePrincipalId ?? known(work, name).servicePrincipalId;
  if (!id)
    throw new RegistrationError('step_failed', `${name} has no service principal yet. Run the same command again.`);
  return id;
}
