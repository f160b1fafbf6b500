import type { Application, UserFlow } from '../tenant/model.ts';
import type { DirectoryUser } from '../tenant/directory.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { Journey } from './journey.ts';

export type Interaction = Awaited<ReturnType<Tenant['provider']['interactionDetails']>>;
export type InteractionResult = Parameters<Tenant['provider']['interactionFinished']>[2];

/** A request within a journey, and its context. */
export interface Visit {
  tenant: Tenant;
  interaction: Interaction;
  journey: Journey;
  flow: UserFlow;
  application: Application | undefined;
  /** The accounts that are signed in in this browser. The one that the app uses comes first. */
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
  /** Whether the user has reached this step. Otherwise they start again. */
  ready?: (visit: Visit) => boolean;
  /** Builds the page. After a refusal, it shows the previous input and the reason. */
  page: (visit: Visit, entered: URLSearchParams, refused?: { message: string; field?: string | undefined }) => string;
  /**
   * Processes the input, and returns the next step or the result of the journey.
   *
   * @throws {EntryRefusedError} when the input is not accepted
   */
  submit: (visit: Visit, entered: URLSearchParams) => StepName | InteractionResult;
}

/** Returns the path of a step. */
export function stepPath({ tenant, interaction }: Visit, step: StepName): string {
  return `/${tenant.directory.tenantId}/interaction/${interaction.uid}/${step}`;
}

/** Returns the display name of the app. */
export function applicationName({ application }: Visit): string {
  return application?.displayName ?? '';
}

/** Returns a parameter of the app's request. An empty one counts as absent. */
export function parameter({ interaction }: Visit, name: string): string | undefined {
  const value = interaction.params[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The result if the user continues with an account that is already signed in. */
export function selected({ id }: DirectoryUser): InteractionResult {
  return { select_account: { accountId: id } };
}

/** Returns the account that the user chose to continue with. */
export function selectedAccount({ select_account: choice }: InteractionResult): string | undefined {
  const isChoice = typeof choice === 'object' && choice !== null && 'accountId' in choice;
  return isChoice ? String(choice.accountId) : undefined;
}

/** The result of a completed sign-in. The session ends with the browser unless the user wants to stay signed in. */
export function signedIn(
  { id }: Pick<DirectoryUser, 'id'>,
  { remember = false, amr }: { remember?: boolean; amr?: string[] | undefined } = {},
): InteractionResult {
  return { login: { accountId: id, remember, ...(amr && { amr }) }, select_account: {}, create: {} };
}
