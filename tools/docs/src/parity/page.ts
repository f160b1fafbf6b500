import { posix } from 'node:path';
import type { ParityRow, ParitySection } from './row.ts';

const introduction = `# How the local tenant compares with a real one

A test of the local tenant checks each row. The grades are:

- **real**: a document, or a recording of a real tenant, shows the same behavior. The row names this source and the date when it was last checked.
- **emulated**: apps see the same behavior, but the local tenant produces it in a different way.
- **guess**: no source was found, and the row says what is missing. If you have seen what a real tenant does, please tell us.
- **absent**: real tenants have it, and the local tenant does not.

\`pnpm docs:parity\` generates this page.
`;

/** Returns `docs/parity.md`. */
export function parityPage(sections: readonly ParitySection[]): string {
  return [introduction, ...sections.map(sectionOf)].join('\n');
}

function sectionOf({ title, rows }: ParitySection): string {
  const lines = rows.map(rowOf);
  return `## ${title}\n\n| what | grade | source | test |\n| --- | --- | --- | --- |\n${lines.join('\n')}\n`;
}

function rowOf({ what, grade, source, why = '', test: [file, title] }: ParityRow): string {
  const cited = source ? `[${source.title}](${source.url}), ${source.date}` : why;
  return `| ${what} | ${grade} | ${cited} | [${title}](${posix.join('../packages/ciam-emulator/test', file)}) |`;
}
