import type { TenantFile } from 'ciam-emulator/tenant-file';
import type { GraphClient } from '../graph/graph-client.ts';
import type { UserFlow } from '../graph/resources.ts';
import { RegistrationError } from './registration-error.ts';
import type { Resource } from './wanted-application.ts';

/** The least role that may do a step. @see https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference */
export type AdministratorRole =
  | 'Cloud Application Administrator'
  | 'External ID User Flow Administrator'
  | 'External ID User Flow Attribute Administrator'
  | 'Organizational Branding Administrator';

/** One change to the tenant, or to the settings. */
export interface Step<W = Work> {
  /** What it does, in the imperative, for a person. */
  text: string;
  /** What is not as it should be, property by property. */
  details?: string[];
  /** Undefined for a step on this machine. */
  role?: AdministratorRole;
  run(work: W): Promise<void>;
}

/** What is known of an application while the steps run. */
export interface KnownApp {
  id: string;
  appId: string;
  servicePrincipalId?: string;
}

/** What the steps of one run share: earlier ones fill in what later ones need. */
export interface Work {
  graph: GraphClient;
  file: TenantFile;
  /** By the names of the file. */
  apps: Record<string, KnownApp | undefined>;
  /** APIs that are not in the file, with the IDs of their service principals. */
  others: Record<string, (Resource & { servicePrincipalId: string }) | undefined>;
  /** IDs of user flows by name. */
  flows: Record<string, string | undefined>;
  /** IDs of custom user attributes by name. */
  attributes: Record<string, string>;
  /** Whether an application may be changed. @throws {RegistrationError} `not_ours` */
  assertOurs(id: string, appId: string): Promise<void>;
  /** The same of a user flow. @throws {RegistrationError} `not_ours` */
  assertOurFlow(flow: UserFlow): Promise<void>;
  /** Keeps settings at once; undefined takes one out. */
  save(settings: Settings): Promise<void>;
}

/** Variables of `.env`. */
export type Settings = Record<string, string | undefined>;

/** An application that an earlier step found or made. */
export function known(work: Work, name: string): KnownApp {
  const app = work.apps[name];
  if (!app) throw new RegistrationError('step_failed', `${name} is not registered yet. Run the same command again.`);
  return app;
}

/** The service principal of an API or an app. */
export function servicePrincipalOf(work: Work, name: string): string {
  const id = work.others[name]?.servicePrincipalId ?? known(work, name).servicePrincipalId;
  if (!id)
    throw new RegistrationError('step_failed', `${name} has no service principal yet. Run the same command again.`);
  return id;
}
