import type { Directory, DirectoryUser } from '../tenant/directory.ts';
import { loginHint } from '../tokens/optional-claims.ts';

/** Finds the user of a `login_hint`, which is an email address or the claim of that name from an ID token. */
export function userByLoginHint(directory: Directory, hint: unknown): DirectoryUser | undefined {
  if (typeof hint !== 'string' || hint === '') return undefined;
  return directory.userByMail(hint) ?? directory.users.find((user) => loginHint(user) === hint);
}
