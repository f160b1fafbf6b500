import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { overriddenSettings } from './overridden-settings.ts';

const root = mkdtempSync(join(tmpdir(), 'overridden-'));
afterAll(() => rmSync(root, { recursive: true }));

test("names only the settings that a program's own .env overrides", async () => {
  writeFileSync(join(root, '.env'), 'TENANT_SUBDOMAIN=contoso\nWEB_APP_CLIENT_ID=new\nREDIS_URL=\n');
  for (const folder of ['same', 'other', 'none']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'same/.env'), 'TENANT_SUBDOMAIN=contoso\nWEB_APP_CLIENT_ID=\nPORT=1\n');
  writeFileSync(join(root, 'other/.env'), 'TENANT_SUBDOMAIN=contoso\nWEB_APP_CLIENT_ID=old\nREDIS_URL=redis://x\n');
  const folders = ['same', 'other', 'none'].map((name) => join(root, name));
  expect(await overriddenSettings(join(root, '.env'), folders)).toEqual([
    `${join(root, 'other/.env')} also sets WEB_APP_CLIENT_ID, and overrides these settings there.`,
  ]);
});
