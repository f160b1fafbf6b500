import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningSet, startSet } from './doctor-setting.ts';
import { leakIn, secretShapes } from './secret-shapes.ts';
import { modes, namesReadBy, outputOf, readers } from './setting-readers.ts';

let set: RunningSet;
beforeAll(async () => {
  set = await startSet();
});
afterAll(() => set[Symbol.asyncDispose]());

test.each(Object.entries(readers))('%s: a secret in any setting is repeated by none of its problems', (_, read) => {
  const names = namesReadBy(read);
  expect(names.length).toBeGreaterThan(1);
  let refused = 0;
  for (const name of names) {
    for (const [index, [shape, make]] of Object.entries(secretShapes).entries()) {
      for (const mode of [{}, modes[index % modes.length]]) {
        const secret = make();
        const output = outputOf(() => read({ ...set.env, ...mode, [name]: secret.value }));
        if (output !== '') refused++;
        expect(leakIn(output, secret), `${shape} in ${name}`).toBeUndefined();
      }
    }
  }
  // Of a few settings, all may be free text.
  expect(refused).toBeGreaterThanOrEqual(names.length > 5 ? names.length : 0);
});

test('the doctor repeats none that its programs accept', async () => {
  const names = [...new Set(Object.values(readers).flatMap(namesReadBy))];
  const pairs = names.flatMap((name) => Object.keys(secretShapes).map((shape) => [name, shape] as const));
  const accepted = pairs.filter(([name, shape]) => {
    const env = { ...set.env, [name]: secretShapes[shape]?.().value };
    return Object.values(readers).every((read) => outputOf(() => read(env)) === '');
  });
  expect(accepted.length).toBeGreaterThan(50);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...accepted), async ([name, shape]) => {
      const secret = secretShapes[shape]?.() ?? { value: '', random: '' };
      const findings = JSON.stringify(await set.findings({ [name]: secret.value }));
      expect(findings).toContain('"status"');
      expect(leakIn(findings, secret), `${shape} in ${name}`).toBeUndefined();
    }),
    { numRuns: 40 },
  );
});
