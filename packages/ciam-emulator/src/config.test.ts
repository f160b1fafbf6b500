import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from 'ciam-config/env-file';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { readSettings } from './config.ts';

const root = mkdtempSync(join(tmpdir(), 'emulator-settings-'));
afterAll(() => rmSync(root, { recursive: true }));
const packageFolder = join(root, 'packages', 'ciam-emulator');

describe('the settings', () => {
  beforeEach(() => {
    rmSync(join(root, '.env'), { recursive: true, force: true });
    mkdirSync(join(root, 'packages', 'ciam-config'), { recursive: true });
    writeFileSync(join(root, 'pnpm-workspace.yaml'), 'packages: [packages/*]');
  });

  test.each([
    ['the environment over .env', { EMULATOR_PORT: '1' }, 'EMULATOR_PORT=2', '1'],
    ['.env at the root of the checkout', {}, 'EMULATOR_PORT=2', '2'],
    ['.env where the environment has an empty value', { EMULATOR_PORT: ' ' }, 'EMULATOR_PORT=2', '2'],
    ['.env where Kubernetes has set it', { EMULATOR_PORT: 'tcp://10.96.14.3:4400' }, 'EMULATOR_PORT=2', '2'],
    ['.env where something like it has', { EMULATOR_PORT: ' TCP://10.96.14.3:4400' }, 'EMULATOR_PORT=2', '2'],
    ['the environment without the quotes of docker', { EMULATOR_PORT: '"1"' }, 'EMULATOR_PORT=2', '1'],
    ['nothing where both are empty', { EMULATOR_PORT: '' }, 'EMULATOR_PORT=', undefined],
    ['nothing where there is neither', {}, undefined, undefined],
    [
      '.env where Kubernetes put the address of a Service',
      { EMULATOR_PORT: 'tcp://10.96.14.3:80' },
      'EMULATOR_PORT=2',
      '2',
    ],
  ])('comes from %s', (_what, env, file, port) => {
    if (file !== undefined) writeFileSync(join(root, '.env'), file);
    expect(readSettings(packageFolder, env)).toMatchObject({ port });
  });

  test('the control token comes from the environment or .env', () => {
    writeFileSync(join(root, '.env'), 'EMULATOR_CONTROL_TOKEN=from-a-file');
    expect(readSettings(packageFolder, {})).toMatchObject({ controlToken: 'from-a-file' });
    expect(readSettings(packageFolder, { EMULATOR_CONTROL_TOKEN: 'real' })).toMatchObject({ controlToken: 'real' });
  });

  test('does not come from a .env outside a checkout', () => {
    rmSync(join(root, 'pnpm-workspace.yaml'));
    writeFileSync(join(root, '.env'), 'EMULATOR_PORT=2');
    const nothing = { port: undefined, controlToken: undefined, variables: {}, ofNamedFile: {} };
    expect(readSettings(packageFolder, {})).toEqual(nothing);
  });

  test('does not come from the .env of a surrounding workspace', () => {
    writeFileSync(join(root, 'pnpm-workspace.yaml'), 'packages: [apps/*]');
    writeFileSync(join(root, '.env'), 'EMULATOR_PORT=2');
    const nothing = { port: undefined, controlToken: undefined, variables: {}, ofNamedFile: {} };
    expect(readSettings(packageFolder, {})).toEqual(nothing);
  });

  test('reads a .env written by Windows PowerShell', () => {
    writeFileSync(join(root, '.env'), Buffer.from('\uFEFFEMULATOR_PORT=2\r\n', 'utf16le'));
    expect(readSettings(packageFolder, {})).toMatchObject({ port: '2' });
  });

  test('reports a .env that cannot be read', () => {
    mkdirSync(join(root, '.env'));
    expect(() => readSettings(packageFolder, {})).toThrow(ConfigurationError);
    expect(() => readSettings(packageFolder, {})).toThrow(join(root, '.env'));
  });
});
