import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/**
 * Whether `root` is a checkout of this repository whose pnpm workspace lists `folder`. Another project around a program
 * must not change its settings.
 */
export function isWorkspaceOf(root: string, folder: string): boolean {
  const file = join(root, 'pnpm-workspace.yaml');
  const path = relative(root, folder).split(sep);
  const isOurs = existsSync(join(root, 'packages/ciam-config')) && existsSync(file);
  if (path.includes('node_modules') || !isOurs) return false;
  const patterns = packagePatterns(readFileSync(file, 'utf8'));
  const listed = (excluded: boolean): boolean =>
    patterns.some((pattern) => pattern.startsWith('!') === excluded && matches(pattern.replace(/^!/, ''), path));
  return listed(false) && !listed(true);
}

/** Reads the list `packages`, in block or flow style. */
function packagePatterns(yaml: string): string[] {
  const lines = yaml.replaceAll(/#.*/g, '').split(/\r?\n/);
  const start = lines.findIndex((line) => line.startsWith('packages:'));
  if (start === -1) return [];
  const length = lines.slice(start + 1).findIndex((line) => /^[^\s-]/.test(line));
  const block = lines.slice(start, length === -1 ? undefined : start + 1 + length).join(' ');
  return block.split(/[\s,[\]'"]+/).filter((item) => !['', '-', 'packages:'].includes(item));
}

function matches(pattern: string, path: readonly string[]): boolean {
  const parts = pattern.replace(/^\.\//, '').replace(/\/$/, '').split('/');
  const any = parts.at(-1) === '**';
  const fixed = any ? parts.slice(0, -1) : parts;
  if (any ? fixed.length > path.length : fixed.length !== path.length) return false;
  return fixed.every((part, index) => part === '*' || part === path[index]);
}
