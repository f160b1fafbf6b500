import { interactionPolicy } from 'oidc-provider';

import { userByLoginHint } from '../interactions/login-hint.ts';
import type { Directory } from '../tenant/directory.ts';

/** What makes a sign-in stop for a page: what oidc-provider knows of, a hint at another user, and two more prompts. */
export function promptPolicy(directory: Directory): interactionPolicy.DefaultPolicy {
  const { Check, Prompt, base } = interactionPolicy;
  const policy = base();
  policy.get('consent')?.checks.remove('native_client_prompt');
  policy.get('login')?.checks.add(
    new Check('login_hint_mismatch', 'another user is signed in than the app means', 'login_required', ({ oidc }) => {
      // Who has just signed in chose to be somebody else than the hint says.
      if (oidc.result?.login ?? oidc.result?.select_account) return Check.NO_NEED_TO_PROMPT;
      const hinted = userByLoginHint(directory, oidc.params?.login_hint);
      const other = hinted && oidc.session?.accountId !== undefined && oidc.session.accountId !== hinted.id;
      return other ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
    }),
  );
  policy.get('login')?.checks.add(
    new Check('user_removed', 'the user who is signed in is no longer there', 'login_required', ({ oidc }) => {
      const id = oidc.session?.accountId;
      return id !== undefined && !directory.user(id) ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
    }),
  );
  policy.add(new Prompt({ name: 'create', requestable: true }), 0);
  policy.add(new Prompt({ name: 'select_account', requestable: true }), 0);
  return policy;
}
