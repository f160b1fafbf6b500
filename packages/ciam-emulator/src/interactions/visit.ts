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
  /** Who is signed in already in this browser; the user that the app deals with comes first. */
  accounts: DirectoryUser[];
}

export type StepName =
  | 'stay-signed-in'
  | 'second-factor'
  | 'email'
  | 'account'
  | 'password'
  | 'code'
  | 'sign-up'
  | 'reset-password'
  | 'new-password'
  | 'details'
  | 'consent';

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

/** What the user knows the app by. */
export function applicationName({ application }: Visit): string {
  return application?.displayName ?? '';
}

/** A parameter of the app's request; one that is empty counts as absent. */
export function parameter({ interaction }: Visit, name: string): string | undefined {
  const value = interaction.params[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The user goes on as an account that is signed in already. */
export function selected({ id }: DirectoryUser): InteractionResult {
  return { select_account: { accountId: id } };
}

/** Which account it is that the user goes on as. */
export function selectedAccount({ select_account: choice }: InteractionResult): string | undefined {
  const isChoice = typeof choice === 'object' && choice !== null && 'accountId' in choice;
  return isChoice ? String(choice.accountId) : undefined;
}

/** The user has proven who they are; the session ends with the browser unless they want to stay signed in. */
export function signedIn(
  { id }: Pick<DirectoryUser, 'id'>,
  { remember = false, amr }: { remember?: boolean; amr?: string[] | undefined } = {},
): InteractionResult {
  return { login: { accountId: id, remember, ...(amr && { amr }) }, select_account: {}, create: {} };
}
