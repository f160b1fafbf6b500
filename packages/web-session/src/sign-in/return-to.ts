/** Longer addresses would make the cookie that carries them too large. */
const maxLength = 512;

/**
 * The page to go to after signing in: `value` where it is a path on this origin, and `/` for everything else. What counts is what a
 * browser would make of it, so `value` is parsed as one parses it.
 *
 * @param value what came with the request, such as `/users/id?tab=1`; anything
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html
 */
export function safeReturnTo(value: unknown): string {
  if (typeof value !== 'string' || !value.startsWith('/') || value.length > maxLength) return '/';
  const base = 'http://this-app.invalid';
  if (!URL.canParse(value, base)) return '/';
  const { origin, pathname, search, hash } = new URL(value, base);
  const path = pathname + search + hash;
  // `/.//evil.example` is on this origin, and its normal form `//evil.example` is not.
  // In JSON, where it is kept, a backslash counts twice.
  if (origin !== base || path.startsWith('//') || JSON.stringify(path).length - 2 > maxLength) return '/';
  return path;
}
