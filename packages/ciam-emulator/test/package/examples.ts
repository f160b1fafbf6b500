import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const src = join(import.meta.dirname, '../../src');

/** Each exported function that has an `@example`, and the example. */
export function examples(): { name: string; code: string }[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const text = readFileSync(join(src, file), 'utf8');
      const found = text.matchAll(/@example\n((?: \* .*\n)+) \*\/\nexport (?:async )?function (\w+)/g);
      return [...found].map(([, lines = '', name = '']) => ({ name, code: lines.replaceAll(/^ \* /gm, '') }));
    });
}
