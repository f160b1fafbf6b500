import type { ParityRow, ParitySection } from './row.ts';

const introduction = `# How the local tenant compares with a real one

Each row is held by a test of the emulator. The grades:

- **real**: as a document or a recording of a real tenant has it; the row names it and when it was last looked at.
- **emulated**: the same for apps, made in another way than a real tenant makes it.
- **guess**: no source was found. If you have seen a real tenant do it, tell us.
- **absent**: real tenants have it, the local one does not.

This page is generated: \`pnpm docs:parity\`.
`;

/** \`docs/parity.md\` */
export function parityPage(sections: readonly ParitySection[]): string {
  return [introduction, ...sections.map(sectionOf)].join('\n');
}

function sectionOf({ title, rows }: ParitySection): string {
  const lines = rows.map(rowOf);
  return `## ${title}\n\n| what | grade | source | test |\n| --- | --- | --- | --- |\n${lines.join('\n')}\n`;
}

function rowOf({ what, grade, source, test: [file, title] }: ParityRow): string {
  const cited = source ? `[${source.title}](${source.url}), ${source.date}` : '';
  return `| ${what} | ${grade} | ${cited} | [${title}](../packages/ciam-emulator/test/${file}) |`;
}
