import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchors, linkTargets, markdownFiles, root } from './markdown-files.ts';

/** What is wrong with a link, or undefined. Other hosts are not asked. */
function problem(file: string, target: string): string | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return undefined;
  const [path = '', anchor] = target.split('#');
  const there = path === '' ? file : normalize(join(dirname(file), decodeURIComponent(path)));
  if (there.startsWith('..')) return `${target} leads out of the repository`;
  if (!existsExactly(there)) return `${target} does not exist`;
  if (anchor === undefined || !there.endsWith('.md')) return undefined;
  const known = anchors(readFileSync(join(root, there), 'utf8'));
  return known.has(anchor) ? undefined : `${target}: there is no such heading`;
}

/** Upper and lower case count, as they do on most servers. */
function existsExactly(path: string): boolean {
  const full = join(root, path);
  if (!existsSync(full)) return false;
  const name = basename(full.replace(/\/$/, ''));
  return full === root || statSync(full).isDirectory() || readdirSync(dirname(full)).includes(name);
}

describe('links', () => {
  test.each(markdownFiles().map(({ path, text }) => [path, text]))('of %s', (path, text) => {
    expect(linkTargets(text).flatMap((target) => problem(path, target) ?? [])).toEqual([]);
  });

  test('are found, and broken ones are seen', () => {
    const text = '# A `b` c\n[x](y.md#z) ![i](p.png "t") `[no](no)`\n```\n[no](no)\n```\n[r]: ./ref.md\n';
    expect(linkTargets(text)).toEqual(['y.md#z', 'p.png', './ref.md']);
    expect([...anchors(`${text}## A b c\n`)]).toEqual(['a-b-c', 'a-b-c-1']);
    expect(problem('README.md', 'nowhere.md')).toBe('nowhere.md does not exist');
    expect(problem('README.md', '#nothing')).toBe('#nothing: there is no such heading');
    expect(problem('docs/tenant.md', '../../x')).toBe('../../x leads out of the repository');
    expect(problem('docs/tenant.md', '#certificates')).toBeUndefined();
  });
});
