import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { isMissing } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type * as source from '../../src/index.ts';
import { packEmulator, type Tarball } from './tarball.ts';

describe.skipIf((await isMissing('npm')) || (await isMissing('tar')))('the packed emulator', () => {
  let tarball: Tarball;
  let files: string[];
  beforeAll(async () => {
    tarball = await packEmulator();
    files = readdirSync(tarball.unpacked, { recursive: true, encoding: 'utf8' });
  }, 300_000);
  afterAll(() => tarball[Symbol.dispose]());

  const read = (file: string): string => readFileSync(join(tarball.unpacked, file), 'utf8');

  test('publint has nothing to say', async () => {
    const { messages, pkg } = await publint({ pkgDir: tarball.unpacked, strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test('the types resolve in every way that TypeScript looks for them', async () => {
    const result = await checkPackage(createPackageFromTarballData(readFileSync(tarball.path)));
    expect(result).toMatchObject({ types: { kind: 'included' } });
    expect('problems' in result && result.problems).toEqual([]);
  });

  test('the declarations import nothing but Node', () => {
    const declarations = files.filter((file) => file.endsWith('.d.ts'));
    expect(declarations).toEqual(expect.arrayContaining(['dist/index.d.ts', 'dist/playwright.d.ts']));
    const imported = declarations.flatMap((file) =>
      [...read(file).matchAll(/(?:from|import\()\s*['"]([^'"]+)['"]/g)].map(([, name = '']) => name),
    );
    expect(imported.filter((name) => !/^(node:|\.)/.test(name))).toEqual([]);
  });

  test('it depends on nothing, and holds what it needs and no more', () => {
    const manifest: Record<string, unknown> = JSON.parse(read('package.json'));
    expect(Object.keys(manifest)).not.toEqual(expect.arrayContaining(['dependencies']));
    expect(manifest).not.toHaveProperty('private');
    expect(manifest).toMatchObject({ engines: { node: '>=20.19.0' }, license: 'MIT' });
    expect(files).toEqual(
      expect.arrayContaining([
        'README.md',
        'CHANGELOG.md',
        'LICENSE',
        'THIRD_PARTY_LICENSES.txt',
        'tenant.schema.json',
      ]),
    );
    expect(files.filter((file) => /\.map$|tsbuildinfo|\.ts$/.test(file) && !file.endsWith('.d.ts'))).toEqual([]);
    const bytes = files.reduce((sum, file) => sum + statSync(join(tarball.unpacked, file)).size, 0);
    expect(bytes).toBeLessThan(3_000_000);
  });

  test('the license of each package in the bundle comes along', () => {
    const licenses = read('THIRD_PARTY_LICENSES.txt');
    for (const name of ['ajv', 'jose', 'koa', 'oidc-provider', 'pkijs']) {
      expect(licenses).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
  });

  test('CommonJS and ESM get the same', async () => {
    const required = createRequire(import.meta.url)(tarball.unpacked) as typeof source;
    const imported = (await import(join(tarball.unpacked, 'dist/index.js'))) as typeof source;
    expect(imported.startEmulator).toBe(required.startEmulator);
    await using emulator = await required.startEmulator();
    expect(
      (await fetch(`${emulator.authority}${emulator.tenantId}/v2.0/.well-known/openid-configuration`)).status,
    ).toBe(200);
  });
});
