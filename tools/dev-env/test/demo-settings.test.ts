import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from 'todolist-api';
import { expect, test } from 'vitest';
import { demoSettings } from '../src/demo-settings.ts';

test.each(['my project', 'issue #1', 'why?', '100%41', 'Übung'])(
  'the demo stores its data in a folder called %s',
  (name) => {
    const folder = resolve('/', name);
    const tenant = { TENANT_SUBDOMAIN: 'contoso', API_CLIENT_ID: '00001111-aaaa-2222-bbbb-3333cccc4444' };
    const { databaseUrl } = readConfig({ ...tenant, ...demoSettings({}, folder) });
    expect(fileURLToPath(databaseUrl)).toBe(join(folder, '.data', 'todolist.db'));
  },
);
