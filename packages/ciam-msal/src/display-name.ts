/**
 * Returns the name to greet a user with: the display name or, without one, the name that the user signs in with, if
 * any.
 */
export function displayName(claims: Readonly<Record<string, unknown>>): string | undefined {
  const { name, preferred_username: username, email } = claims;
  const names = [isNoName(name) ? undefined : name, username, email];
  return names.find((each): each is string => typeof each === 'string' && each.trim() !== '')?.trim();
}

/** Whether a display name is missing. Entra stores `unknown` for users who sign up without one. */
export function isNoName(name: unknown): boolean {
  return typeof name === 'string' && ['', 'unknown'].includes(name.trim().toLowerCase());
}
