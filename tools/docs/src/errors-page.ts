import type { FixEntry } from 'ciam-msal/fix';
import type { PackageError } from './package-errors.ts';

const introduction = `# Errors

Every error of the samples, with its usual cause and what to change. The programs say the same themselves, and \`pnpm tenant doctor\` finds most of these before a user does.

<!-- Made by \`pnpm docs:errors\` from packages/ciam-msal/src/fix and tools/docs/src/package-errors.ts. A test holds them together. -->
`;

type FixTable = Readonly<Record<string, FixEntry>>;
type PackageErrors = Readonly<Record<string, Readonly<Record<string, PackageError>>>>;

/** `docs/errors.md`: a heading for each error, so that it can be linked to. */
export function errorsPage(fixes: FixTable, packages: PackageErrors): string {
  const codes = Object.keys(fixes);
  const numbers = codes.filter((code) => code.startsWith('AADSTS'));
  const names = codes.filter((code) => !code.startsWith('AADSTS'));
  const fixSection = (code: string): string => {
    const { cause, fix, link } = fixes[code] ?? { cause: '', fix: '', link: '' };
    return section(code, cause, `${plain(fix)} ([more](${link}))`);
  };
  return [
    introduction,
    '## From Microsoft Entra, by number\n',
    'A number that is not here is explained at `https://login.microsoftonline.com/error?code=<number>`.\n',
    ...numbers.toSorted((a, b) => numberOf(a) - numberOf(b)).map(fixSection),
    '## By name: OAuth 2.0, MSAL, ciam-config and ciam-msal\n',
    ...names.toSorted().map(fixSection),
    ...Object.entries(packages).map(([name, errors]) => chapter(name, errors)),
  ].join('\n');
}

function chapter(name: string, errors: Readonly<Record<string, PackageError>>): string {
  const sections = Object.entries(errors).map(([code, { cause, fix }]) => section(code, cause, plain(fix)));
  return [`## Of ${name}\n`, ...sections].join('\n');
}

function numberOf(code: string): number {
  return Number(code.replace('AADSTS', ''));
}

function section(code: string, cause: string, whatToDo: string): string {
  const heading = code.startsWith('AADSTS') ? code : `\`${code}\``;
  return `### ${heading}\n\n${plain(cause)}\n\n**What to do:** ${whatToDo}\n`;
}

/** Text as Markdown: what looks like a tag stays text. */
function plain(text: string): string {
  return text.replaceAll('<', '\\<');
}
