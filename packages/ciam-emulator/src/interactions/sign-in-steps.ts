import { accountPage, consentPage, emailPage, passwordPage } from '../pages/sign-in.ts';
import { texts } from '../pages/texts.ts';
import type { DirectoryUser } from '../tenant/directory.ts';
import { readEmail } from './email-address.ts';
import { EntryRefusedError } from './entry-refused-error.ts';
import { begin } from './journey.ts';
import { refuseLocked, sendCode } from './one-time-code.ts';
import { requestedPermissions } from './requested-permissions.ts';
import { signsInByPassword } from './user-flow.ts';
import { applicationName, parameter, selected, signedIn, type Step, stepPath, type Visit } from './visit.ts';

export const emailStep: Step = {
  page: (visit, entered, refused) =>
    emailPage(visit.tenant.directory.config, {
      application: applicationName(visit),
      email: entered.get('email') ?? visit.journey.email ?? parameter(visit, 'login_hint') ?? '',
      signUp: visit.flow.isSignUpAllowed === false ? undefined : stepPath(visit, 'sign-up'),
      refused,
    }),
  submit({ tenant, journey, flow }, entered) {
    const email = readEmail(entered);
    const user = tenant.directory.userByMail(email);
    const begun = begin(journey, 'sign-in', email);
    if (!user) throw new EntryRefusedError(texts.accountUnknown, 'email');
    if (signsInByPassword(user, flow)) return 'password';
    sendCode(tenant, begun);
    return 'code';
  },
};

export const passwordStep: Step = {
  ready: (visit) => userOf(visit) !== undefined,
  page: (visit, _entered, refused) =>
    passwordPage(visit.tenant.directory.config, {
      email: visit.journey.email ?? '',
      change: stepPath(visit, 'email'),
      reset: stepPath(visit, 'reset-password'),
      refused,
    }),
  submit(visit, entered) {
    const { lockout } = visit.tenant;
    const user = userOf(visit);
    const password = entered.get('password') ?? '';
    if (!password) throw new EntryRefusedError(texts.passwordMissing, 'password');
    if (!user || !signsInByPassword(user, visit.flow)) return 'email';
    const account = user.mail.toLowerCase();
    refuseLocked(lockout.secondsLocked(account));
    if (user.password !== password) {
      const left = lockout.fail(account);
      refuseLocked(lockout.secondsLocked(account));
      throw new EntryRefusedError(texts.passwordWrong(left), 'password');
    }
    lockout.succeed(account);
    refuseDisabled(user);
    return signedIn(user);
  },
};

export const accountStep: Step = {
  ready: ({ accounts }) => accounts.length > 0,
  page: (visit) =>
    accountPage(visit.tenant.directory.config, {
      application: applicationName(visit),
      accounts: visit.accounts,
      other: stepPath(visit, 'email'),
    }),
  submit({ accounts }, entered) {
    const user = accounts.find(({ id }) => id === entered.get('account'));
    return user ? selected(user) : 'account';
  },
};

export const consentStep: Step = {
  ready: ({ interaction }) => interaction.prompt.name === 'consent',
  page: (visit) =>
    consentPage(visit.tenant.directory.config, {
      application: applicationName(visit),
      permissions: requestedPermissions(parameter(visit, 'scope') ?? '', visit.tenant.directory),
    }),
  submit: (_visit, entered) =>
    entered.get('action') === 'accept' ? { consent: {} } : { error: 'consent_required', error_description: 'declined' },
};

/** Returns the account of the address that was entered, if there is one. */
export function userOf({ tenant, journey }: Visit): DirectoryUser | undefined {
  return journey.email === undefined ? undefined : tenant.directory.userByMail(journey.email);
}

/**
 * Refuses an account that an administrator has disabled.
 *
 * @throws {EntryRefusedError} when the account is disabled
 */
export function refuseDisabled({ accountEnabled }: DirectoryUser): void {
  if (accountEnabled === false) throw new EntryRefusedError(texts.accountDisabled);
}
