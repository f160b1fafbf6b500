import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultTenant } from 'ciam-emulator';
import { parse } from 'dotenv';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ensureEnvFile } from '../src/env-file.ts';
import { programEnvironment } from '../src/program-environment.ts';
import { root } from '../src/repository.ts';

const text = readFileSync(join(root, '.env.example'), 'utf8');

describe('.env.example', () => {
  test('is the default tenant of the emulator, and where the demo’s servers listen', () => {
    const expected = programEnvironment(defaultTenant, {
      authority: 'http://127.0.0.1:4400/',
      api: 'http://localhost:44351',
      web: 'http://localhost:3000',
    });
    // Ports stand commented out: set, they would win over a host's own PORT. So do the addresses that follow them.
    const { WEB_APP_PORT, API_PORT, API_ENDPOINT, REDIRECT_URI, POST_LOGOUT_REDIRECT_URI, ...set } = expected;
    expect(parse(text)).toEqual({ ...set, EXPRESS_SESSION_SECRET: '' });
    expect(text).toContain(`# WEB_APP_PORT=${WEB_APP_PORT}\n`);
    expect(text).toContain(`# REDIRECT_URI=${REDIRECT_URI}\n`);
    expect(text).toContain(`# POST_LOGOUT_REDIRECT_URI=${new URL(POST_LOGOUT_REDIRECT_URI ?? '').origin}\n`);
    expect(text).toContain(`# API_PORT=${API_PORT}\n`);
    expect(text).toContain(`# API_ENDPOINT=${API_ENDPOINT}\n`);
    expect(text).toContain(`# TENANT_ID=${defaultTenant.tenantId}\n`);
  });

  test('explains every variable: a comment stands above each', () => {
    const lines = text.split('\n');
    const unexplained = lines.filter((line, index) => {
      const isVariable = /^(# )?[A-Z_]+=/.test(line);
      const above = lines.slice(0, index).findLast((other) => !/^(# )?[A-Z_]+=/.test(other));
      return isVariable && !above?.startsWith('#');
    });
    expect(unexplained).toEqual([]);
  });
});

describe('ensureEnvFile', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'env-file-'));
    await writeFile(join(folder, '.env.example'), text);
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('writes it once, with a session secret of its own, for its owner’s eyes only', async () => {
    expect(ensureEnvFile(folder)).toBe(true);
    const written = parse(await readFile(join(folder, '.env')));
    expect(written).toEqual({ ...parse(text), EXPRESS_SESSION_SECRET: expect.stringMatching(/^[\w-]{43}$/) });
    expect((await stat(join(folder, '.env'))).mode & 0o777).toBe(0o600);
  });

  test('leaves a file that is there alone', async () => {
    await writeFile(join(folder, '.env'), 'MINE=1');
    expect(ensureEnvFile(folder)).toBe(false);
    expect(await readFile(join(folder, '.env'), 'utf8')).toBe('MINE=1');
  });
});
