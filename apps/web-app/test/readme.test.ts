import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const app = join(import.meta.dirname, '..');
const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim());

const readme = readFileSync(join(app, 'README.md'), 'utf8');
const source = new Set(
  ['auth.ts', 'msal-client.ts'].flatMap((file) => linesOf(readFileSync(join(app, 'src', file), 'utf8'))),
);

test.each([...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => [code]))(
  'each line of this excerpt in the README stands in the code:\n%s',
  (code) => {
    expect(linesOf(code).filter((line) => !source.has(line))).toEqual([]);
  },
);
