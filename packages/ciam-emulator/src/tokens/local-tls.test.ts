import { lstat, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { localTls } from './local-tls.ts';

test.skipIf(process.platform === 'win32')('replaces what stands in the folder, and follows no link', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'local-tls-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const elsewhere = join(folder, 'elsewhere');
  await writeFile(elsewhere, 'mine');
  await writeFile(join(folder, 'server-key.pem'), 'old', { mode: 0o644 });
  for (const name of ['server.pem', 'ca.pem', '.gitignore']) await symlink(elsewhere, join(folder, name));
  const { key } = await localTls(folder);
  expect(await readFile(elsewhere, 'utf8')).toBe('mine');
  expect(await readFile(join(folder, 'server-key.pem'), 'utf8')).toBe(key);
  expect((await lstat(join(folder, 'server-key.pem'))).mode & 0o777).toBe(0o600);
  expect((await lstat(join(folder, 'ca.pem'))).isFile()).toBe(true);
});
