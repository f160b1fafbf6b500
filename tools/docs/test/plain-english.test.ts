import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { markdownFiles, prose, root } from './markdown-files.ts';

/** The phrases of STYLE_GUIDE.md that can be found by searching. */
const phrases = [
  /\b(?<!there )(?:is|are|was|were) no (?!longer|more|such\b)[a-z]+/i,
  /\banew\b/i,
  /\bcomes to (?!life|light)/i,
  /\bmend(?:s|ed|ing)?\b/i,
  /\bin vain\b/i,
  /\bfor ever\b/i,
  /\bwhoever\b/i,
  /\b(?:is|are|was|were) told\b/i,
  /\bsign-in service\b/i,
];

/** The guide quotes the phrases, the changelog is history, and the pages of the local tenant are not edited yet. */
const exempt = ['STYLE_GUIDE.md', 'CHANGELOG.md', 'packages/ciam-emulator/README.md', 'packages/ciam-emulator/docs/'];

/** Entra's own sentences, which the local tenant repeats. */
const quoted = [/there are no active subscriptions/, /there are no dots/];

function found(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => phrases.some((phrase) => phrase.test(line)) && !quoted.some((sentence) => sentence.test(line)));
}

/** The sources, tests beside them included. Whole lines are searched, because code never contains these phrases. */
function sources(): string[] {
  return ['apps', 'packages', 'tools'].flatMap((folder) =>
    readdirSync(join(root, folder)).flatMap((name) => {
      const src = join(root, folder, name, 'src');
      if (!existsSync(src)) return [];
      return readdirSync(src, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts'))
        .map((path) => relative(root, join(src, path)));
    }),
  );
}

describe('plain English', () => {
  test.each(
    markdownFiles()
      .filter(({ path }) => !exempt.some((start) => path.startsWith(start)))
      .map(({ path, text }) => [path, text]),
  )('in %s', (_path, text) => {
    expect(found(prose(text))).toEqual([]);
  });

  test('in the sources', () => {
    const lines = sources().flatMap((path) =>
      found(readFileSync(join(root, path), 'utf8')).map((line) => `${path}: ${line.trim()}`),
    );
    expect(lines).toEqual([]);
  });

  test('the phrases are found, and plain sentences are not', () => {
    expect(
      found('REDIS_URL is no Redis URL\nRead anew, in vain.\nThe tenant has no users.\nThere is no tenant.'),
    ).toEqual(['REDIS_URL is no Redis URL', 'Read anew, in vain.']);
  });
});
