import { begin } from './journey.ts';
import { userByLoginHint } from './login-hint.ts';
import { signsInByPassword } from './user-flow.ts';
import { type InteractionResult, selected, type StepName, type Visit } from './visit.ts';

/** Decides where a journey starts, from the app's `prompt` and `login_hint`. */
export function entryOf(visit: Visit): StepName | InteractionResult {
  const { interaction, journey, flow, accounts } = visit;
  const { name } = interaction.prompt;
  if (name === 'consent') return 'consent';
  if (name === 'second_factor') return 'second-factor';
  if (name === 'create' && flow.isSignUpAllowed !== false) return 'sign-up';
  const hinted = userByLoginHint(visit.tenant.directory, interaction.params.login_hint);
  if (name === 'select_account' && accounts.length > 0) {
    if (!hinted) return 'account';
    if (accounts.includes(hinted)) return selected(hinted);
  }
  if (!hinted || !signsInByPassword(hinted, flow)) return 'email';
  begin(journey, 'sign-in', hinted.mail);
  return 'password';
}
