/** A longer path would make the transaction's cookie too large. */
const maxLength = 512;

/**
 * Returns the page to open after the sign-in: `value` if it is a path on this origin, otherwise `/`. Parses `value` as
 * a browser does, because the browser decides where it leads.
 *
 * @param value an untrusted value from the request, such as `/users/id?tab=1`
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html
 */
export function safeReturnTo(value: unknown): string {
  if (typeof value !== 'string' || !value.startsWith('/') || value.length > maxLength) return '/';
  const base = 'http://this-app.invalid';
  if (!URL.canParse(value, base)) return '/';
  const { origin, pathname, search, hash } = new URL(value, base);
  const path = pathname + search + hash;
  // `/.//evil.example` is on this origin, but its normal form `//evil.example` is not. The path is stored as JSON,
  // where a backslash counts twice.
  if (origin !== base || path.startsWith('//') || JSON.stringify(path).length - 2 > maxLength) return '/';
  return path;
}
