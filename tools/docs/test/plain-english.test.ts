import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  /\bof which\b/i,
  /\b(?:some|every|any)body\b/i,
  /\be-mail/i,
  /(?<!<)(?<!<API )\b(?:[Cc]lient|[Oo]bject|[Tt]enant|[Rr]equest|[Cc]orrelation|[Tt]race|[Ss]ession|[Aa]pplication) ids?\b/,
  /behaviour|colour|licence|honour|(?:normal|recogn|organ|synchron)is(?:e|ing|ation)/i,
];

/** In comments, where code has no part. */
const inComments = /^\s*(?:\/\*\*?|\*|\/\/) .*\banswer(?:s|ed|ing)?\b/i;

/** The guide quotes the phrases, and the changelog is history. */
const exempt = ['STYLE_GUIDE.md', 'CHANGELOG.md'];

/** Entra's own sentences, which the local tenant repeats. */
const quoted = [/there are no active subscriptions/, /there are no dots/, /the application id '/i];

function found(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => phrases.some((phrase) => phrase.test(line)) && !quoted.some((sentence) => sentence.test(line)));
}

/** Sources, tests and views. Whole lines are searched, because code never contains these phrases. */
function sources(): string[] {
  const listed = execFileSync('git', ['ls-files', '*.ts', '*.mjs', '*.js', '*.hbs', '*.yml'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed.split('\n').filter((path) => path !== '' && !path.endsWith('plain-english.test.ts'));
}

describe('plain English', () => {
  test.each(
    markdownFiles()
      .filter(({ path }) => !exempt.some((start) => path.startsWith(start)))
      .map(({ path, text }) => [path, text]),
  )('in %s', (_path, text) => {
    expect(found(prose(text))).toEqual([]);
  });

  test('in the sources, tests and views', () => {
    const lines = sources().flatMap((path) =>
      found(readFileSync(join(root, path), 'utf8')).map((line) => `${path}: ${line.trim()}`),
    );
    expect(sources().length).toBeGreaterThan(400);
    expect(lines).toEqual([]);
  });

  test('in comments of the sources', () => {
    const lines = sources()
      .filter((path) => path.includes('/src/'))
      .flatMap((path) => readFileSync(join(root, path), 'utf8').split('\n'))
      .filter((line) => inComments.test(line));
    expect(lines).toEqual([]);
  });

  test('the phrases are found, and plain sentences are not', () => {
    expect(
      found(
        'REDIS_URL is no Redis URL\nRead anew, in vain.\nThe tenant has no users.\nThere is no tenant.\nAn e-mail in colour.\nThe client id.\nIts client ID, <tenant id>.',
      ),
    ).toEqual(['REDIS_URL is no Redis URL', 'Read anew, in vain.', 'An e-mail in colour.', 'The client id.']);
  });
});
