import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { markdownFiles, root } from './markdown-files.ts';

interface Excerpt {
  document: string;
  /** From the root of the repository. */
  source: string;
  code: string;
}

/** The excerpts of a document: a link to the source at the end of a sentence, and then the block. */
function excerptsOf(document: string, text: string): Excerpt[] {
  return [...text.matchAll(/\[(src\/[\w/-]+\.ts)\]\([^)]*\)\):\n\n```ts\n([^]*?)```/g)].map(
    ([, file = '', code = '']) => ({ document, source: join(dirname(document), file), code }),
  );
}

const words = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** What is wrong with an excerpt: it stands in the source in one piece, and leaves no block that it did not begin. */
function faultOf(source: string, code: string): string | undefined {
  if (!words(source).includes(words(code))) return 'It does not stand there in one piece.';
  let depth = 0;
  for (const [bracket] of code.matchAll(/[{}]/g)) {
    depth += bracket === '{' ? 1 : -1;
    if (depth < 0) return 'It goes on behind the end of its function.';
  }
  const functions = code.match(/^ *(?:export )?(?:async )?(?:function \w|router\.\w+\()/gm) ?? [];
  return functions.length > 1 ? 'It is of more than one function.' : undefined;
}

const documents = markdownFiles().filter(({ path }) => /^apps[/\\][\w-]+[/\\]README\.md$/.test(path));
const excerpts = documents.flatMap(({ path, text }) => excerptsOf(path, text));

test.each(documents.map(({ path, text }) => [path, text]))(
  '%s has excerpts, and names the source of each',
  (path, text) => {
    expect(excerptsOf(path, text).length).toBeGreaterThan(0);
    expect(excerptsOf(path, text).length).toBe(text.match(/^ *```ts\n/gm)?.length);
  },
);

describe.each(excerpts)('in $document, the excerpt of $source', ({ source, code }) => {
  const text = readFileSync(join(root, source), 'utf8');

  test('stands there in one piece, and is of one function', () => {
    expect(faultOf(text, code)).toBeUndefined();
  });

  test('is refused in any other order', () => {
    const lines = code.split('\n').filter((line) => line.trim() !== '');
    const orders = lines.slice(1).map((line, at) => lines.toSpliced(at, 2, line, lines[at] ?? ''));
    const others = [lines.toReversed(), ...orders].filter((order) => words(order.join('\n')) !== words(code));
    expect(others.length).toBeGreaterThan(0);
    expect(others.filter((order) => faultOf(text, order.join('\n')) === undefined)).toEqual([]);
    // Nor with a line left out.
    const shorter = lines.slice(1, -1).map((_, at) => lines.toSpliced(at + 1, 1));
    expect(shorter.filter((rest) => faultOf(text, rest.join('\n')) === undefined)).toEqual([]);
  });
});
