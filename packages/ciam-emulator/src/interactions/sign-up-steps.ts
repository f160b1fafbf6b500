import { detailsPage, newPasswordPage, resetPage, signUpPage } from '../pages/sign-up.ts';
import { texts } from '../pages/texts.ts';
import type { User } from '../tenant/model.ts';
import { readAttributes } from './attributes.ts';
import { readEmail } from './email-address.ts';
import { EntryRefusedError } from './entry-refused-error.ts';
import { begin } from './journey.ts';
import { sendCode } from './one-time-code.ts';
import { readNewPassword } from './password-rule.ts';
import { refuseDisabled, userOf } from './sign-in-steps.ts';
import { signsInByPassword } from './user-flow.ts';
import {
  applicationName,
  type InteractionResult,
  parameter,
  signedIn,
  type Step,
  type StepName,
  stepPath,
  type Visit,
} from './visit.ts';

export const signUpStep: Step = {
  ready: ({ flow }) => flow.isSignUpAllowed !== false,
  page: (visit, entered, refused) =>
    signUpPage(visit.tenant.directory.config, {
      application: applicationName(visit),
      email: entered.get('email') ?? visit.journey.email ?? parameter(visit, 'login_hint') ?? '',
      signIn: stepPath(visit, 'email'),
      refused,
    }),
  submit({ tenant, journey }, entered) {
    const email = readEmail(entered);
    if (tenant.directory.userByMail(email)) throw new EntryRefusedError(texts.accountExists, 'email');
    if (tenant.directory.isFull) throw new EntryRefusedError(texts.directoryFull, 'email');
    sendCode(tenant, begin(journey, 'sign-up', email));
    return 'code';
  },
};

export const resetStep: Step = {
  page: ({ tenant, journey }, entered, refused) =>
    resetPage(tenant.directory.config, { email: entered.get('email') ?? journey.email ?? '', refused }),
  submit({ tenant, journey, flow }, entered) {
    const email = readEmail(entered);
    const user = tenant.directory.userByMail(email);
    if (!user || !signsInByPassword(user, flow)) throw new EntryRefusedError(texts.accountUnknown, 'email');
    sendCode(tenant, begin(journey, 'reset-password', email));
    return 'code';
  },
};

export const newPasswordStep: Step = {
  ready: ({ journey }) => journey.proven && journey.purpose !== 'sign-in',
  page: ({ tenant, journey }, _entered, refused) =>
    newPasswordPage(tenant.directory.config, { email: journey.email ?? '', refused }),
  submit(visit, entered) {
    const { journey } = visit;
    const password = readNewPassword(entered);
    if (journey.purpose === 'sign-up') {
      journey.newPassword = password;
      return afterPassword(visit);
    }
    const user = userOf(visit);
    if (!user) throw new EntryRefusedError(texts.accountUnknown);
    refuseDisabled(user);
    user.password = password;
    // @see https://learn.microsoft.com/entra/identity-platform/refresh-tokens#token-revocation
    visit.tenant.revokeRefreshTokens(user.id);
    return signedIn(user);
  },
};

export const detailsStep: Step = {
  ready: ({ journey, flow }) =>
    journey.proven &&
    journey.purpose === 'sign-up' &&
    (flow.identityProvider === 'EmailOneTimePasscode' || journey.newPassword !== undefined),
  page: ({ tenant, flow }, entered, refused) =>
    detailsPage(tenant.directory.config, { attributes: flow.attributes ?? [], entered, refused }),
  submit: (visit, entered) => createAccount(visit, readAttributes(visit.flow.attributes ?? [], entered)),
};

/** Returns the step of a sign-up that follows the proof of the address. */
export function afterProof(visit: Visit): StepName | InteractionResult {
  return visit.flow.identityProvider === 'EmailPassword' ? 'new-password' : afterPassword(visit);
}

function afterPassword(visit: Visit): StepName | InteractionResult {
  return visit.flow.attributes?.length ? 'details' : createAccount(visit, {});
}

function createAccount({ tenant, journey }: Visit, attributes: Partial<User>): InteractionResult {
  const { email = '', newPassword } = journey;
  // Another browser may have taken the address in the meantime.
  if (tenant.directory.userByMail(email)) throw new EntryRefusedError(texts.accountExists);
  if (tenant.directory.isFull) throw new EntryRefusedError(texts.directoryFull);
  const user = tenant.directory.addUser({
    // The display name that a real tenant gives customers whose user flow does not ask for one.
    displayName: 'unknown',
    ...attributes,
    mail: email,
    ...(newPassword === undefined ? {} : { password: newPassword }),
  });
  return signedIn(user);
}
