import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { runProgram } from 'test-support';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmulator } from '../src/index.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-file-'));
  file = join(folder, 'keys.json');
});
afterEach(() => rm(folder, { recursive: true }));

const tokenOf = async (keys: string) => {
  await using tenant = await startEmulator({ keys });
  return tenant.control.signToken({ sub: 'someone' });
};

test('a token stays good when the tenant starts again with the same keys', async () => {
  const token = await tokenOf(file);
  await using again = await startEmulator({ keys: file });
  const published = createRemoteJWKSet(new URL(`${again.authority}${again.tenantId}/discovery/v2.0/keys`));
  expect((await jwtVerify(token, published)).payload.sub).toBe('someone');
});

test('tenants that start at once without a file sign with the same key', async () => {
  const tokens = await Promise.all([tokenOf(file), tokenOf(file), tokenOf(file)]);
  expect(new Set(tokens.map((token) => decodeProtectedHeader(token).kid)).size).toBe(1);
});

test.skipIf(process.platform === 'win32')('the file is for its owner alone', async () => {
  await tokenOf(file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test.each([
  ['no JSON', 'hunter2'],
  ['nothing', ''],
  ['no object', 'null'],
  ['no keys', '{"keys":[]}'],
  ['a key without a certificate', '{"keys":[{"kty":"RSA","n":"hunter2","e":"AQAB"}]}'],
])('a file with %s is refused, and not repeated', async (_what, text) => {
  await writeFile(file, text);
  const error: unknown = await startEmulator({ keys: file }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'KeysFileError', code: 'keys_file' });
  expect(String(error)).toContain(file);
  expect(String(error)).not.toContain('hunter2');
  expect(await readFile(file, 'utf8')).toBe(text);
});

test('public keys alone are refused', async () => {
  await using tenant = await startEmulator();
  const keys = await fetch(`${tenant.authority}${tenant.tenantId}/discovery/v2.0/keys`);
  await writeFile(file, await keys.text());
  await expect(startEmulator({ keys: file })).rejects.toMatchObject({ code: 'keys_file' });
});

test.each([
  ['the file is a folder', '.', 'EISDIR'],
  ['its folder does not exist', 'absent/keys.json', 'ENOENT'],
])('the command ends with 2 when %s', async (_what, name, reason) => {
  const program = join(import.meta.dirname, '..');
  const { code, stderr } = await runProgram(process.execPath, [program, '--port', '0', '--keys', join(folder, name)]);
  expect(code).toBe(2);
  expect(stderr).toContain(`(${reason})`);
});
