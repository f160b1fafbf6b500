import type { DescribedClaim } from 'ciam-msal';
import { printable } from './printable.ts';
import { wrap } from './wrap.ts';

/** Who signed in. */
export interface SignedIn {
  name?: string | undefined;
  username: string;
  tenantId: string;
  /** Object id: `oid`. */
  localAccountId: string;
}

/**
 * Who signed in, and what the ID token says about them, as lines for people.
 *
 * @param columns the width of the terminal; absent in a pipe, where lines are as long as they are
 */
export function formatAccount(
  account: SignedIn,
  claims: readonly DescribedClaim[],
  columns: number | undefined,
): string {
  const facts: [string, string][] = [
    ['Name', account.name ?? ''],
    ['Username', account.username],
    ['Tenant', account.tenantId],
    ['Object id', account.localAccountId],
  ];
  const lines = facts
    .filter(([, value]) => value !== '')
    .flatMap(([name, value]) => hanging(`${name.padEnd(9)}  `, value, columns));
  if (claims.length > 0) lines.push('', 'ID token claims');
  const width = Math.min(20, Math.max(0, ...claims.map(({ name }) => name.length)));
  for (const { name, value, meaning } of claims) {
    lines.push('', ...hanging(`${name.padEnd(width)}  `, value, columns), ...hanging('  ', meaning, columns));
  }
  return `${lines.join('\n')}\n`;
}

/** Text behind a label, its further lines indented by two; a word longer than a line is left to the terminal. */
function hanging(label: string, text: string, columns = Number.POSITIVE_INFINITY): string[] {
  const [first = '', ...more] = wrap(printable(label + text).replaceAll('\n', ' '), columns - 2);
  return [first, ...more.map((line) => `  ${line.trimStart()}`)];
}
