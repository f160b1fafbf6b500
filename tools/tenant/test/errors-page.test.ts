import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fixTable } from 'ciam-msal';
import { expect, test } from 'vitest';
import { errorsPage } from '../src/documents/errors-page.ts';

test('docs/errors.md is what the table of ciam-msal says; `pnpm docs:errors` writes it anew', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../../docs/errors.md'), 'utf8');
  expect(page).toBe(errorsPage(fixTable));
});
