import { codePage } from '../pages/sign-up.ts';
import { texts } from '../pages/texts.ts';
import { EntryRefusedError } from './entry-refused-error.ts';
import type { BegunJourney, Journey } from './journey.ts';
import { codeDigits, codeMinutes, redeemCode, sendCode } from './one-time-code.ts';
import { provenTwice } from './second-factor-step.ts';
import { refuseDisabled, userOf } from './sign-in-steps.ts';
import { afterProof } from './sign-up-steps.ts';
import { signedIn, type Step, stepPath } from './visit.ts';

const firstSteps = {
  'sign-in': 'email',
  'sign-up': 'sign-up',
  'reset-password': 'reset-password',
  'second-factor': 'second-factor',
} as const;

/** The step that asks for the code that was sent, whatever its purpose. */
export const codeStep: Step = {
  ready: ({ journey }) => journey.code !== undefined,
  page: (visit, _entered, refused) =>
    codePage(visit.tenant.directory.config, {
      email: visit.journey.sentTo ?? visit.journey.email ?? '',
      change: stepPath(visit, firstSteps[visit.journey.purpose]),
      minutes: codeMinutes,
      digits: codeDigits,
      refused,
    }),
  submit(visit, entered) {
    const { tenant, journey } = visit;
    if (!hasEmail(journey)) return 'email';
    if (entered.get('action') === 'resend') {
      sendCode(tenant, journey);
      return 'code';
    }
    redeemCode(tenant, journey, entered.get('code') ?? '');
    if (journey.purpose === 'reset-password') return 'new-password';
    if (journey.purpose === 'sign-up') return afterProof(visit);
    const user = userOf(visit);
    if (!user) throw new EntryRefusedError(texts.accountUnknown);
    refuseDisabled(user);
    return journey.purpose === 'second-factor' ? provenTwice(visit, user) : signedIn(user);
  },
};

function hasEmail(journey: Journey): journey is BegunJourney {
  return journey.email !== undefined;
}
