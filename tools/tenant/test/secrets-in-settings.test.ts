import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, type Environment } from 'ciam-config';
import { readConfig as readDaemonConfig } from 'daemon/config';
import { readConfig as readDeviceCodeConfig } from 'device-code/config';
import fc from 'fast-check';
import { readConfig as readApiConfig } from 'todolist-api/config';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig as readWebAppConfig } from 'web-app/config';
import { readAdministratorConfig } from '../src/config.ts';
import { type RunningSet, startSet } from './doctor-setting.ts';
import { leakIn, secretShapes } from './secret-shapes.ts';

let folder: string;
let set: RunningSet;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  set = await startSet();
});
afterAll(async () => {
  await set[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const readers: Readonly<Record<string, (env: Environment) => unknown>> = {
  'web-app': readWebAppConfig,
  daemon: (env) => readDaemonConfig(env, folder),
  'device-code': readDeviceCodeConfig,
  'todolist-api': readApiConfig,
  tenant: readAdministratorConfig,
};

/** Settings that decide how others are read, so that each of those is read once. */
const modes: readonly Environment[] = [
  {},
  { NODE_ENV: 'production' },
  { SESSION_STORE: 'redis' },
  { CERT_THUMBPRINT: '0'.repeat(40) },
];

/** The names of all settings that a program asks for. */
function namesReadBy(read: (env: Environment) => unknown): string[] {
  const names = new Set<string>();
  for (const mode of modes) {
    const env = new Proxy<Record<string, string | undefined>>(
      { ...mode },
      {
        get: (target, name) => {
          names.add(String(name));
          return target[String(name)];
        },
      },
    );
    outputOf(() => read(env));
  }
  return [...names];
}

/** What a person would see of it: the message, and each problem by itself. */
function outputOf(read: () => unknown): string {
  try {
    read();
    return '';
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return [error.message, ...error.problems].join('\n');
  }
}

test.each(Object.entries(readers))('%s: a secret in any setting is repeated by none of its problems', (_, read) => {
  const names = namesReadBy(read);
  expect(names.length).toBeGreaterThan(3);
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
  expect(refused).toBeGreaterThan(names.length);
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
