/** The name to greet a user with: the display name, or what the user signs in with, or none. */
export function displayName(claims: Readonly<Record<string, unknown>>): string | undefined {
  const { name, preferred_username: username, email } = claims;
  const names = [isNoName(name) ? undefined : name, username, email];
  return names.find((each): each is string => typeof each === 'string' && each.trim() !== '')?.trim();
}

/** A user who signed up without a display name is stored under the name `unknown`. */
export function isNoName(name: unknown): boolean {
  return typeof name === 'string' && ['', 'unknown'].includes(name.trim().toLowerCase());
}
