import { accountPage, consentPage, emailPage, passwordPage } from '../pages/sign-in.ts';
import { texts } from '../pages/texts.ts';
import type { DirectoryUser } from '../tenant/directory.ts';
import { readEmail } from './email-address.ts';
import { EntryRefusedError } from './entry-refused-error.ts';
import { begin } from './journey.ts';
import { refuseLocked, sendCode } from './one-time-code.ts';
import { signsInByPassword } from './user-flow.ts';
import { applicationName, parameter, signedIn, stepPath } from './visit.ts';
import type { Step, Visit } from './visit.ts';

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
  ready: (visit) => signedInUser(visit) !== undefined,
  page(visit) {
    const user = signedInUser(visit);
    return accountPage(visit.tenant.directory.config, {
      application: applicationName(visit),
      account: { name: user?.displayName ?? '', email: user?.mail ?? '' },
      other: stepPath(visit, 'email'),
    });
  },
  submit: () => ({ select_account: {} }),
};

export const consentStep: Step = {
  ready: ({ interaction }) => interaction.prompt.name === 'consent',
  page: (visit) => consentPage(visit.tenant.directory.config, applicationName(visit)),
  submit: (_visit, entered) =>
    entered.get('action') === 'accept' ? { consent: {} } : { error: 'consent_required', error_description: 'declined' },
};

/** The user whom this browser is signed in as already. */
export function signedInUser({ tenant, interaction }: Visit): DirectoryUser | undefined {
  return tenant.directory.user(interaction.session?.accountId ?? '');
}

export function userOf({ tenant, journey }: Visit): DirectoryUser | undefined {
  return journey.email === undefined ? undefined : tenant.directory.userByMail(journey.email);
}

/** @throws EntryRefusedError for an account that an administrator has disabled. */
export function refuseDisabled({ accountEnabled }: DirectoryUser): void {
  if (accountEnabled === false) throw new EntryRefusedError(texts.accountDisabled);
}
