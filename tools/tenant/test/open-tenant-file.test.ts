import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openTenantFile } from '../src/open-tenant-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenant-file-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'tenant.json');
const app = (name: string, programFolder?: string) => ({
  name,
  displayName: name,
  web: { redirectUris: ['${SHOP_REDIRECT_URI:-http://localhost:3000/}'] },
  env: { clientId: 'SHOP_CLIENT_ID', ...(programFolder ? { folder: programFolder } : {}) },
});

test('variables come from the .env beside the file, and the .env of a program wins', async () => {
  mkdirSync(join(folder, 'apps', 'shop'), { recursive: true });
  writeFileSync(path, JSON.stringify({ name: 'mine', applications: [app('shop', 'apps/shop'), app('staff')] }));
  const uris = async () => (await openTenantFile(path)).file.applications.map(({ web }) => web?.redirectUris[0]);
  expect(await uris()).toEqual(['http://localhost:3000/', 'http://localhost:3000/']);
  writeFileSync(join(folder, '.env'), 'SHOP_REDIRECT_URI=https://both.example.com/');
  expect(await uris()).toEqual(['https://both.example.com/', 'https://both.example.com/']);
  writeFileSync(join(folder, 'apps', 'shop', '.env'), 'SHOP_REDIRECT_URI=https://shop.example.com');
  expect(await uris()).toEqual(['https://shop.example.com/', 'https://both.example.com/']);
  await expect(openTenantFile(path)).resolves.toMatchObject({
    envFile: { path: join(folder, '.env'), template: '' },
    folders: [join(folder, 'apps', 'shop')],
  });
});

test.each([
  ['{', /is not JSON/],
  ['null', /expected an object, found null/],
  [JSON.stringify({ name: 'mine', applications: [{ ...app('shop'), colour: 'red' }] }), /expected no property colour/],
])('what cannot be is named: %s', async (text, message) => {
  writeFileSync(path, text);
  await expect(openTenantFile(path)).rejects.toMatchObject({ code: 'tenant_file_invalid', message });
  await expect(openTenantFile(path)).rejects.toThrow(path);
});

test('a file that is not there', async () => {
  await expect(openTenantFile(join(folder, 'none.json'))).rejects.toThrow('does not exist');
});
