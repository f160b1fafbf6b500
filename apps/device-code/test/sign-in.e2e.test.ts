import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTenant } from './tenant.ts';
import { openTerminal } from './terminal.ts';

const app = `${import.meta.dirname}/..`;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'device-code-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('signs in, and the second time without asking', async () => {
  await using tenant = await startTenant(folder);
  using terminal = openTerminal([app], { env: tenant.env });
  const [, code = ''] = await terminal.shows(/^([A-Z0-9]{9})$/m);
  await tenant.approve(code);
  expect(await terminal.exited).toBe(0);
  expect(terminal.screen()).toContain('ada@contoso.com');
  const requests = tenant.requests.length;
  using second = openTerminal([app], { env: tenant.env });
  expect(await second.exited).toBe(0);
  expect(second.screen()).toContain('ada@contoso.com');
  expect(tenant.requests).toHaveLength(requests);
});
