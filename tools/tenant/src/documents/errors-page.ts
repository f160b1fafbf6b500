import type { FixEntry } from 'ciam-msal';

const introduction = `# Errors

Every error that the samples explain, with its usual cause and what to change. The programs say the same themselves, and \`pnpm tenant doctor\` finds most of these before a user does.

<!-- Made by \`pnpm docs:errors\` from the table in packages/ciam-msal. A test holds the two together. -->
`;

/** `docs/errors.md`: the table behind `fixFor` of ciam-msal, a heading for each error so that it can be linked to. */
export function errorsPage(table: Readonly<Record<string, FixEntry>>): string {
  const numbers = Object.keys(table).filter((code) => code.startsWith('AADSTS'));
  const names = Object.keys(table).filter((code) => !code.startsWith('AADSTS'));
  return [
    introduction,
    '## From Microsoft Entra, by number\n',
    ...numbers.toSorted((a, b) => number(a) - number(b)).map((code) => section(code, table)),
    '## By name: OAuth 2.0, MSAL and these samples\n',
    ...names.toSorted().map((code) => section(`\`${code}\``, table)),
  ].join('\n');
}

function number(code: string): number {
  return Number(code.replace('AADSTS', ''));
}

function section(heading: string, table: Readonly<Record<string, FixEntry>>): string {
  const entry = table[heading.replaceAll('`', '')];
  if (!entry) throw new Error(`There is no fix for ${heading}.`);
  const { cause, fix, link } = entry;
  return `### ${heading}\n\n${plain(cause)}\n\n**What to do:** ${plain(fix)} ([more](${link}))\n`;
}

/** Text as Markdown: what looks like a tag is no tag. */
function plain(text: string): string {
  return text.replaceAll('<', '\\<');
}
