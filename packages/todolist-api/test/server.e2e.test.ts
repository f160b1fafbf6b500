import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, makeCertificate, startEmulator } from 'ciam-emulator';
import { localServer } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runApi, settingsFor, startApiProgram } from './support/api-program.ts';
import { apiClientId, goodToken } from './support/callers.ts';

let tenant: Emulator;
let folder: string;
let headers: Record<string, string>;

beforeAll(async () => {
  tenant = await startEmulator();
  folder = await mkdtemp(join(tmpdir(), 'todolist-e2e-'));
  const token = await goodToken(tenant);
  headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
});
afterAll(async () => {
  await tenant[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe('the program', () => {
  test('starts with three to-dos, answers until SIGTERM and ends with 0', async () => {
    const api = await startApiProgram(settingsFor(tenant, `file:${folder}/seeded.db`));
    const response = await fetch(`${api.url}/api/todolist`, { headers });
    expect(await response.json()).toHaveLength(3);
    api.program.child.kill('SIGTERM');
    const { code, stderr } = await api.program.exited;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(api.program.output.stdout).toContain('"msg":"Closed."');
    expect(api.program.output.stdout).not.toContain('eyJ');
  });

  test('in production starts with none', async () => {
    const tls = await makeCertificate({
      commonName: 'localhost',
      hosts: ['localhost', '127.0.0.1'],
      isAuthority: true,
    });
    await using secure = await startEmulator({ tls });
    await writeFile(join(folder, 'ca.pem'), tls.cert);
    const settings = { ...settingsFor(secure, `file:${folder}/production.db`), HOST: '127.0.0.1' };
    const api = await startApiProgram({
      ...settings,
      NODE_ENV: 'production',
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
    });
    const clientId = '00001111-aaaa-2222-bbbb-000000000003';
    const token = await secure.control.issueToken({ clientId, scopes: [`api://${apiClientId}/.default`] });
    const response = await fetch(`${api.url}/api/todolist`, { headers: { Authorization: `Bearer ${token}` } });
    expect(await response.json()).toEqual([]);
  });

  test('with placeholders for settings names each, and ends with 2', async () => {
    const placeholder = 'Enter_the_value_Here';
    const { code, stderr, stdout } = await runApi({ TENANT_SUBDOMAIN: placeholder, API_CLIENT_ID: placeholder }).exited;
    expect(code).toBe(2);
    expect(stderr).toMatch(/TENANT_SUBDOMAIN still[\s\S]*API_CLIENT_ID still/);
    expect(stderr + stdout).not.toMatch(/\n\s+at /);
  });

  test('on a port that is taken names API_PORT, and ends with 1', async () => {
    await using taken = await localServer((_request, response) => response.end());
    const apiPort = new URL(taken.url).port;
    const { code, stderr } = await runApi({ ...settingsFor(tenant, `file:${folder}/x.db`), API_PORT: apiPort }).exited;
    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({
      code: 'EADDRINUSE',
      msg: `127.0.0.1:${apiPort} is in use by another program. Stop it, or set API_PORT to a free port.`,
    });
  });

  test('without a tenant starts, and says so at /readyz', async () => {
    const env = settingsFor({ authority: 'http://127.0.0.1:9/' }, `file:${folder}/alone.db`);
    const api = await startApiProgram(env);
    const readiness = await fetch(`${api.url}/readyz`);
    expect(readiness.status).toBe(503);
    expect(await readiness.text()).toContain('Nothing is listening at 127.0.0.1:9.');
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${api.url}/api/todolist`, { headers })).status).toBe(503);
  });
});
