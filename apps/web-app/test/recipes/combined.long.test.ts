import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from 'test-support';
import { expect, test } from 'vitest';
import { cook, expectOwnTestsToPass, root } from './cook.ts';

test.skipIf(await isMissing('git'))('all recipes together build, and the tests of the app pass', async () => {
  const recipes = readdirSync(join(root, 'docs/recipes')).flatMap((file) => /^(.+)\.diff$/.exec(file)?.[1] ?? []);
  expect(recipes.length).toBeGreaterThan(1);
  await expectOwnTestsToPass(await cook(...recipes));
});
