import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigurationError, loadEnvironment } from '../src/index.ts';

describe('loadEnvironment', () => {
  let root: string;
  let app: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'environment-'));
    app = join(root, 'apps', 'daemon');
    mkdirSync(app, { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test('the real environment wins over the app’s file, and that over the workspace’s', () => {
    writeFileSync(join(root, 'pnpm-workspace.yaml'), '');
    writeFileSync(join(root, '.env'), 'A=root\nB=root\nC=root');
    writeFileSync(join(app, '.env'), 'B=app\nC=app');
    expect(loadEnvironment(app, { C: 'real' })).toEqual({ A: 'root', B: 'app', C: 'real' });
  });

  test('an empty value hides nothing', () => {
    writeFileSync(join(app, '.env'), 'A=file\nB=');
    expect(loadEnvironment(app, { A: '', C: '  ', D: undefined })).toEqual({ A: 'file' });
  });

  test('two folders up counts only inside a workspace', () => {
    writeFileSync(join(root, '.env'), 'A=stray');
    expect(loadEnvironment(app, {})).toEqual({});
  });

  test('a file that cannot be read is a problem that names it', () => {
    mkdirSync(join(app, '.env'));
    expect(() => loadEnvironment(app, {})).toThrow(ConfigurationError);
    expect(() => loadEnvironment(app, {})).toThrow(join(app, '.env'));
  });
});
