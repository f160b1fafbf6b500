import type { GraphClient } from '../graph/graph-client.ts';
import type { ApiReference, AppKey, WebAddresses } from './blueprint.ts';

/** The least role that may do a step. @see https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference */
export type AdministratorRole = 'Cloud Application Administrator' | 'External ID User Flow Administrator';

/** One change to the tenant, or to the settings. */
export interface Step<W = Work> {
  /** What it does, in the imperative, for a person. */
  text: string;
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
  apps: Partial<Record<AppKey, KnownApp>>;
  api: ApiReference;
  web: WebAddresses;
  userFlowId: string | undefined;
  /** Keeps settings at once; undefined takes one out. */
  save(settings: Settings): Promise<void>;
}

/** Variables of `.env`. */
export type Settings = Record<string, string | undefined>;

/** An application that an earlier step found or made. */
export function known(work: Work, key: AppKey): KnownApp {
  const app = work.apps[key];
  if (!app) throw new Error(`The steps are in the wrong order: ${key} is not known yet.`);
  return app;
}

export function servicePrincipalOf(work: Work, key: AppKey): string {
  const { servicePrincipalId } = known(work, key);
  if (!servicePrincipalId) throw new Error(`The steps are in the wrong order: ${key} has no service principal yet.`);
  return servicePrincipalId;
}
