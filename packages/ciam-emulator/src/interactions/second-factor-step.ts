import { secondFactorPage } from '../pages/second-factor.ts';
import type { DirectoryUser } from '../tenant/directory.ts';
import { begin } from './journey.ts';
import { sendCode } from './one-time-code.ts';
import { applicationName, type InteractionResult, type Step, type Visit } from './visit.ts';

/**
 * The second factor: a code that is sent to the user's email address or phone.
 *
 * @see https://learn.microsoft.com/entra/external-id/customers/concept-multifactor-authentication-customers
 */
export const secondFactorStep: Step = {
  ready: (visit) => signedInUser(visit) !== undefined,
  page: (visit, _entered, refused) => {
    const { mail = '', mobilePhone } = signedInUser(visit) ?? {};
    const application = applicationName(visit);
    return secondFactorPage(visit.tenant.directory.config, { application, mail, mobilePhone, refused });
  },
  submit(visit, entered) {
    const user = signedInUser(visit);
    if (!user) return 'email';
    const begun = begin(visit.journey, 'second-factor', user.mail.toLowerCase());
    if (entered.get('method') === 'sms' && user.mobilePhone !== undefined) begun.sentTo = user.mobilePhone;
    sendCode(visit.tenant, begun);
    return 'code';
  },
};

/** The result after both factors. Whether to stay signed in was decided with the first. */
export function provenTwice({ interaction, tenant }: Visit, { id }: DirectoryUser): InteractionResult {
  const { uid, amr = ['pwd'] } = interaction.session ?? {};
  const begun = tenant.store.all('Session').find((session) => session.uid === uid);
  return { login: { accountId: id, amr: [...new Set([...amr, 'mfa'])], remember: begun?.transient !== true } };
}

/** Returns the user whose second factor is missing, if any. */
function signedInUser({ interaction, tenant }: Visit): DirectoryUser | undefined {
  if (interaction.prompt.name !== 'second_factor') return undefined;
  return tenant.directory.user(interaction.session?.accountId ?? '');
}
