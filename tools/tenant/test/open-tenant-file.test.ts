import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from 'ciam-emulator';
import { afterAll, expect, test } from 'vitest';
import { openTenantFile } from '../src/open-tenant-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenant-file-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'tenant.json');
const app = (name: string, programFolder?: string) => ({
  name,
  displayName: name,
  web: { redirectUris: ['${SHOP_REDIRECT_URI:-http://localhost:3000/}'] },
  env: { clientId: `${name.toUpperCase()}_CLIENT_ID`, ...(programFolder ? { folder: programFolder } : {}) },
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

test('a local tenant exports a file that can be registered', async () => {
  await using tenant = await startEmulator();
  tenant.control.addUser({ displayName: 'New', mail: 'new@example.com', password: 'A-${PATH}-1' });
  writeFileSync(path, await (await fetch(`${tenant.controlUrl}/tenant`)).text());
  const { file } = await openTenantFile(path);
  expect(file.applications.map(({ name }) => name)).toEqual([
    'sample-web-app',
    'sample-device-app',
    'sample-daemon',
    'todolist-api',
  ]);
  expect(file.local?.users).toContainEqual(expect.objectContaining({ password: 'A-${PATH}-1' }));
});

test.each([
  ['{', /is not JSON/],
  ['null', /expected an object, found null/],
  [JSON.stringify({ name: 'mine', applications: [{ ...app('shop'), color: 'red' }] }), /expected no property color/],
])('what cannot be is named: %s', async (text, message) => {
  writeFileSync(path, text);
  await expect(openTenantFile(path)).rejects.toMatchObject({ code: 'tenant_file_invalid', message });
  await expect(openTenantFile(path)).rejects.toThrow(path);
});

const good = JSON.stringify({ name: 'mine', applications: [app('shop')] }, undefined, 2);

test.each([
  ['with a byte order mark', Buffer.from(`\ufeff${good}`)],
  ['in UTF-16, as Windows PowerShell writes it', Buffer.from(`\ufeff${good}`, 'utf16le')],
  ['in big-endian UTF-16', Buffer.from(`\ufeff${good}`, 'utf16le').swap16()],
])('a file %s is read', async (_what, bytes) => {
  writeFileSync(path, bytes);
  await expect(openTenantFile(path)).resolves.toMatchObject({ file: { name: 'mine' } });
});

test.each<[string, string | Buffer, string]>([
  ['comments', `// mine\n${good}`, 'is not JSON: it has comments. Remove them.'],
  ['a comma too many', good.replace(/\n}$/, ',\n}'), 'is not JSON: it has a comma before a closing bracket.'],
  ['single quotes', "{'name': 'mine'}", 'is not JSON: strings must be in double quotes.'],
  ['nothing in it', ' \n', 'is empty.'],
  ['another encoding', Buffer.from([0x7b, 0xe4, 0xf6]), 'is neither UTF-8 nor UTF-16. Save it as UTF-8.'],
  ['too much in it', Buffer.alloc(17 * 1024 * 1024, ' '), 'is larger than 16 MiB, so it is not a tenant file.'],
  [
    'a property in other letters',
    good.replace('"redirectUris"', '"redirectURIs"'),
    'expected no property redirectURIs (did you mean redirectUris?)',
  ],
  ['a property with a letter too few', good.replace('"web"', '"wb"'), 'expected no property wb (did you mean web?)'],
  [
    'one variable for two applications',
    JSON.stringify({
      name: 'mine',
      applications: [app('shop'), { ...app('staff'), env: { clientId: 'SHOP_CLIENT_ID' } }],
    }),
    'applications[1].env.clientId: expected a variable of its own, "SHOP_CLIENT_ID" is taken',
  ],
  [
    'a variable without a value',
    good.replace(':-http://localhost:3000/', ''),
    'set the variable SHOP_REDIRECT_URI, or give it a default',
  ],
  [
    'a scope twice',
    JSON.stringify({
      name: 'mine',
      applications: [{ ...app('shop'), api: { oauth2PermissionScopes: [{ value: 'Read' }, { value: 'Read' }] } }],
    }),
    'expected a value of its own, "Read" is taken',
  ],
])('a file with %s says so', async (_what, content, message) => {
  rmSync(join(folder, '.env'), { force: true });
  rmSync(join(folder, 'apps'), { recursive: true, force: true });
  writeFileSync(path, content);
  await expect(openTenantFile(path)).rejects.toMatchObject({
    code: 'tenant_file_invalid',
    message: expect.stringContaining(message),
  });
});

test('a file that is not there', async () => {
  await expect(openTenantFile(join(folder, 'none.json'))).rejects.toThrow('does not exist');
});
