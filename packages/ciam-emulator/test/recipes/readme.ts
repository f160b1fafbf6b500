import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../..');
const pages = readdirSync(join(folder, 'docs')).toSorted();
const text = ['README.md', ...pages.map((page) => join('docs', page))]
  .map((page) => readFileSync(join(folder, page), 'utf8'))
  .join('\n');

/** The blocks of the README and of the pages in docs/ in one language, as they are. */
export function readmeBlocks(language: string): string[] {
  const fenced = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm');
  return [...text.matchAll(fenced)].map(([, block = '']) => block);
}
