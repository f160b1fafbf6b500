import type { DirectoryUser } from '../tenant/directory.ts';
import { loginHint } from '../tokens/claims.ts';
import { begin } from './journey.ts';
import { signedInUser } from './sign-in-steps.ts';
import { signsInByPassword } from './user-flow.ts';
import { parameter } from './visit.ts';
import type { InteractionResult, StepName, Visit } from './visit.ts';

/** Where a journey begins: what the app asked for by `prompt` and `login_hint` decides. */
export function entryOf(visit: Visit): StepName | InteractionResult {
  const { interaction, journey, flow } = visit;
  const { name } = interaction.prompt;
  if (name === 'consent') return 'consent';
  if (name === 'create' && flow.isSignUpAllowed !== false) return 'sign-up';
  const hinted = hintedUser(visit);
  const present = signedInUser(visit);
  if (name === 'select_account' && present) {
    if (!hinted) return 'account';
    if (hinted.id === present.id) return { select_account: {} };
  }
  if (!hinted || !signsInByPassword(hinted, flow)) return 'email';
  begin(journey, 'sign-in', hinted.mail);
  return 'password';
}

/** `login_hint` is an address, or the claim of that name from an ID token. */
function hintedUser(visit: Visit): DirectoryUser | undefined {
  const { directory } = visit.tenant;
  const hint = parameter(visit, 'login_hint');
  if (hint === undefined) return undefined;
  return directory.userByMail(hint) ?? directory.users.find((user) => loginHint(user) === hint);
}
