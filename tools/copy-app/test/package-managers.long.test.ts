import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMissing, runProgram } from 'test-support';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyApp } from '../src/copy-app.ts';
import { type App, apps } from '../src/repository.ts';
import { packageManagerEnvironment } from './package-manager-environment.ts';

let base: string;
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'copied-'));
  for (const app of apps) await copyApp({ app, folder: join(base, app) });
}, 120_000);
afterAll(() => rmSync(base, { recursive: true }));

/** What `npx` runs; an install finds the lockfile of nobody. */
const managers = {
  npm: ['npm'],
  pnpm: ['--yes', 'pnpm'],
  'Yarn 1': ['--yes', 'yarn@1'],
  'Yarn 4': ['--yes', '--package=@yarnpkg/cli-dist@4', 'yarn'],
};
/** What each app does without settings: it says which it needs. */
const start: Record<App, string[]> = {
  'web-app': [],
  'device-code': [],
  daemon: ['--op', 'getToDos'],
};

const cases = apps.flatMap((app) => Object.entries(managers).map(([name, manager]) => [app, name, manager] as const));

test.skipIf(await isMissing('npm')).each(cases)(
  '%s installs, passes its tests and starts with %s',
  async (app, name, manager) => {
    const cwd = join(base, `${app}-${name.replace(' ', '-')}`);
    cpSync(join(base, app), cwd, { recursive: true });
    const env = packageManagerEnvironment();
    const run = (...args: string[]) =>
      name === 'npm' ? runProgram('npm', args, { cwd, env }) : runProgram('npx', [...manager, ...args], { cwd, env });

    const install = await run('install');
    expect(install).toMatchObject({ code: 0 });
    const tests = await run('run', 'test');
    expect(tests).toMatchObject({ code: 0 });
    const args = name === 'npm' && start[app].length > 0 ? ['--', ...start[app]] : start[app];
    const started = await run('run', 'start', ...args);
    expect(started.code).not.toBe(0);
    expect(started.stdout + started.stderr).toContain('TENANT_SUBDOMAIN');
    rmSync(cwd, { recursive: true });
  },
);
