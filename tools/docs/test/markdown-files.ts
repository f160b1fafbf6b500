import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

export const root: string = resolve(import.meta.dirname, '../../..');

export interface MarkdownFile {
  /** From the root of the repository. */
  path: string;
  text: string;
}

/** Every Markdown file of the repository. */
export function markdownFiles(folder = root): MarkdownFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return ['node_modules', 'dist', '.git', '.data', 'coverage'].includes(entry.name) ? [] : markdownFiles(path);
    }
    return entry.name.endsWith('.md') ? [{ path: relative(root, path), text: readFileSync(path, 'utf8') }] : [];
  });
}

/** The text without its fenced blocks, in which nothing is a link or a heading. */
export function prose(text: string): string {
  return text.replaceAll(/^( *)(`{3,}).*\n[^]*?^\1\2 *$/gm, '');
}

/** The targets of links and images, as they are written. */
export function linkTargets(text: string): string[] {
  const outsideCode = prose(text).replaceAll(/`[^`\n]*`/g, '');
  const inline = [...outsideCode.matchAll(/\]\(<?([^()\s>]+)>?(?:\s+"[^"]*")?\)/g)];
  const references = [...outsideCode.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)];
  const tags = [...outsideCode.matchAll(/\b(?:href|src)="([^"]+)"/g)];
  return [...inline, ...references, ...tags].flatMap(([, target]) => target ?? []);
}

/** What can be linked to in a file, as GitHub makes anchors of headings. */
export function anchors(text: string): Set<string> {
  const headings = [...prose(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, heading = '']) => heading);
  const seen = new Map<string, number>();
  return new Set(
    headings.map((heading) => {
      const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '');
      const slug = words
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-');
      const times = seen.get(slug) ?? 0;
      seen.set(slug, times + 1);
      return times === 0 ? slug : `${slug}-${times}`;
    }),
  );
}

/** The blocks of a language, as they are. */
export function blocks(text: string, language: string): string[] {
  const fenced = new RegExp(`^( *)\`\`\`${language}\\n([^]*?)^\\1\`\`\` *$`, 'gm');
  return [...text.matchAll(fenced)].map(([, , block = '']) => block);
}

/** The commands in blocks marked `console`; a line that ends in `\\` goes on in the next. A setting alone is not a command. */
export function commands(text: string): string[] {
  return blocks(text, 'console').flatMap((block) =>
    block
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .map((line) =>
        line
          .trim()
          .replace(/^\$ /, '')
          .replace(/\s+#.*$/, ''),
      )
      .filter((line) => line !== '' && !line.startsWith('#') && !/^[A-Z_]+=\S*$/.test(line)),
  );
}
