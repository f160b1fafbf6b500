import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from 'test-support';
import { afterAll, expect, test } from 'vitest';
import { root } from './markdown-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'packed-emulator-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What its README has people install elsewhere; the installation itself needs the network. */
test('the tarball of the emulator holds all it exports, and depends on nothing of this workspace', async () => {
  const pack = ['--yes', 'pnpm', '--filter', 'ciam-emulator', 'pack', '--pack-destination', folder];
  const packed = await runProgram('npx', pack, { cwd: root, env: { HOME: process.env['HOME'] ?? folder } });
  expect(packed).toMatchObject({ code: 0 });
  const unpacked = await runProgram('tar', ['-xzf', 'ciam-emulator-1.0.0.tgz'], { cwd: folder });
  expect(unpacked).toMatchObject({ code: 0 });
  const manifest = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
    peerDependencies: Record<string, string>;
  };
  for (const range of Object.values({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    expect(range).toMatch(/^\^\d/);
  }
  const files = ['dist/command.js', 'dist/index.js', 'dist/index.d.ts', 'dist/playwright.js', 'tenant.schema.json'];
  expect(files.filter((path) => !existsSync(join(folder, 'package', path)))).toEqual([]);
});
