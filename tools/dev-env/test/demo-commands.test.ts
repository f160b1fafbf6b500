import { readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultTenant } from 'ciam-emulator';
import { parse } from 'dotenv';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { demoCommands } from '../src/demo-commands.ts';
import { demoSettings } from '../src/demo-settings.ts';
import { ensureEnvFile } from '../src/env-file.ts';
import { programEnvironment } from '../src/program-environment.ts';
import { root } from '../src/repository.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-commands-'));
  await copyFile(join(root, 'pnpm-workspace.yaml'), join(folder, 'pnpm-workspace.yaml'));
  await copyFile(join(root, '.env.example'), join(folder, '.env.example'));
  const folders = ['apps/device-code', 'apps/daemon', 'packages/ciam-config'];
  for (const each of folders) await mkdir(join(folder, each), { recursive: true });
  ensureEnvFile(folder);
});
afterEach(() => rm(folder, { recursive: true }));

function commandsAt(ports: { emulator?: number; api?: number; web?: number }): ReturnType<typeof demoCommands> {
  const { emulator = 4400, api = 44_351, web = 3000 } = ports;
  const addresses = {
    authority: `http://127.0.0.1:${emulator}/`,
    api: `http://localhost:${api}`,
    web: `http://localhost:${web}`,
  };
  return demoCommands({ ...programEnvironment(defaultTenant, addresses), ...demoSettings({}) }, folder);
}

const plain = { deviceCode: 'node apps/device-code', daemon: 'node apps/daemon --op getToDos', note: '' };

test('with the .env that the demo wrote, the commands are those of the README', () => {
  expect(commandsAt({})).toEqual(plain);
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  expect(readme).toContain(`\`${plain.deviceCode}\``);
  expect(readme).toContain(`\`${plain.daemon}\``);
});

test.each([
  ['a port of the API', 'API_PORT=44352', { api: 44_352 }],
  ['a port of the web app', 'WEB_APP_PORT=3001', { web: 3001 }],
  [
    'ports, and the tenant where it then is',
    'EMULATOR_PORT=4401\nAUTHORITY=http://127.0.0.1:4401/',
    { emulator: 4401 },
  ],
  ['the environment that the demo has anyway', 'NODE_ENV=development', {}],
])('so they are where .env names %s', async (_what, lines, ports) => {
  await writeFile(join(folder, '.env'), `${readFileSync(join(folder, '.env'), 'utf8')}\n${lines}\n`);
  expect(commandsAt(ports)).toEqual(plain);
});

test.each(['TENANT_ID=aaaabbbb-0000-cccc-1111-dddd2222eeee', 'SCOPES=api://x/.default', 'NODE_ENV=production'])(
  'where .env says %s, they read the settings of the demo',
  async (line) => {
    await writeFile(join(folder, '.env'), `${readFileSync(join(folder, '.env'), 'utf8')}\n${line}\n`);
    const { daemon, note } = commandsAt({});
    expect(daemon).toBe('node --env-file=.data/demo.env apps/daemon --op getToDos');
    expect(note).toContain('.data/demo.env');
    expect(note.match(/^ {2}\w+$/gm)).toEqual([`  ${line.split('=')[0]}`]);
    const written = parse(readFileSync(join(folder, '.data', 'demo.env')));
    expect(written).toMatchObject({ AUTHORITY: 'http://127.0.0.1:4400/', NODE_ENV: 'development' });
  },
);
