import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { isMissing, runProgram } from 'test-support';
import { describe, expect, test } from 'vitest';
import { defaultTenant, readTenantFile, startEmulator, type TenantConfig } from '../../src/index.ts';
import { readmeBlocks } from './readme.ts';

test('each recipe in TypeScript is one of the tests here, to the letter, or runs in a browser', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
  const tests = new Set(files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')));
  const others = readmeBlocks('ts').filter((block) => !tests.has(block));
  expect(others).toEqual([expect.stringContaining('ciam-emulator/playwright')]);
  expect(readmeBlocks('ts').length).toBeGreaterThan(2);
});

test('the configuration is one', async () => {
  const block = readmeBlocks('json').find((text) => text.includes('Fabrikam')) ?? '';
  const shown: Partial<TenantConfig> = JSON.parse(block);
  await using tenant = await startEmulator({ config: { ...defaultTenant, ...shown } });
  expect(await (await fetch(tenant.authority)).text()).toContain('Fabrikam');
});

test('the complete tenant.json starts a tenant', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenant-json-'));
  const file = join(folder, 'tenant.json');
  writeFileSync(file, readmeBlocks('json').find((text) => text.includes('"local"')) ?? '');
  try {
    await using tenant = await startEmulator({ config: await readTenantFile(file) });
    const issue = { clientId: '00001111-aaaa-2222-bbbb-000000000001', user: 'ada@contoso.com' };
    const scopes = ['api://00001111-aaaa-2222-bbbb-3333cccc4444/Orders.Read'];
    expect(decodeJwt(await tenant.control.issueToken({ ...issue, scopes }))).toMatchObject({ scp: 'Orders.Read' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe.skipIf(await isMissing('python'))('Python', () => {
  test('controls the tenant over HTTP', async () => {
    await using tenant = await startEmulator();
    const [block = ''] = readmeBlocks('python');
    const moved = block.replaceAll('http://127.0.0.1:4400', tenant.origin);
    const { code, stdout, stderr } = await runProgram('python3', ['-c', moved]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\dT.*Z\n$/);
    expect(Date.parse(stdout.trim())).toBeGreaterThan(Date.now() + 3_500_000);
    expect(tenant.users.map(({ mail }) => mail)).toContain('alan@contoso.com');
    expect(tenant.control.faults).toMatchObject([{ status: 503, times: 1 }]);
  });
});
