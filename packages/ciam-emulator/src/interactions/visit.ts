import type { Application, UserFlow } from '../tenant/model.ts';
import type { DirectoryUser } from '../tenant/directory.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { Journey } from './journey.ts';

export type Interaction = Awaited<ReturnType<Tenant['provider']['interactionDetails']>>;
export type InteractionResult = Parameters<Tenant['provider']['interactionFinished']>[2];

/** One request within a journey, and what it is about. */
export interface Visit {
  tenant: Tenant;
  interaction: Interaction;
  journey: Journey;
  flow: UserFlow;
  application: Application | undefined;
}

export type StepName =
  'email' | 'account' | 'password' | 'code' | 'sign-up' | 'reset-password' | 'new-password' | 'details' | 'consent';

/** A page of the journey. */
export interface Step {
  /** Whether the user has come this far; one who has not starts over. */
  ready?: (visit: Visit) => boolean;
  /** Builds the page; after a refusal with what was entered and why it was not accepted. */
  page: (visit: Visit, entered: URLSearchParams, refused?: { message: string; field?: string | undefined }) => string;
  /**
   * Takes what was entered, and tells which step is next or what comes of the whole journey.
   * @throws EntryRefusedError when it is not accepted.
   */
  submit: (visit: Visit, entered: URLSearchParams) => StepName | InteractionResult;
}

/** The address of a step. */
export function stepPath({ tenant, interaction }: Visit, step: StepName): string {
  return `/${tenant.directory.tenantId}/interaction/${interaction.uid}/${step}`;
}

export function applicationName({ application }: Visit): string {
  return application?.displayName ?? '';
}

export function parameter({ interaction }: Visit, name: string): string | undefined {
  const value = interaction.params[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function signedIn({ id }: DirectoryUser): InteractionResult {
  return { login: { accountId: id }, select_account: {}, create: {} };
}
