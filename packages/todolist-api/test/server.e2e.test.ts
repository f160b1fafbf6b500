import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeCertificate, startEmulator } from 'ciam-emulator';
import { isMissing, localServer } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runApi, settingsFor, startApiProgram, type ApiProgram } from './support/api-program.ts';
import { apiClientId, startTenant, type LocalTenant } from './support/local-tenant.ts';
import { createSchema } from './support/postgres.ts';

let tenant: LocalTenant;
let folder: string;
let headers: Record<string, string>;

beforeAll(async () => {
  tenant = await startTenant();
  folder = await mkdtemp(join(tmpdir(), 'todolist-e2e-'));
  const token = await tenant.appToken(['ToDoList.ReadWrite.All']);
  headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
});
afterAll(async () => {
  await tenant[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const withoutPostgres = await isMissing('postgresql');
// Windows has no `sh`, either.
const noShell = await isMissing('bash');

interface ToDo {
  id: number;
  description: string;
}

/** Everyone's, page by page. */
const list = async ({ url }: ApiProgram): Promise<ToDo[]> => {
  const toDos: ToDo[] = [];
  for (let after = ''; ;) {
    const response = await fetch(`${url}/api/todolist${after}`, { headers });
    toDos.push(...((await response.json()) as ToDo[]));
    const next = /<(.*)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    if (next === undefined) return toDos;
    after = next;
  }
};

/** So that none has too many. */
const ownerOf = (writer: number): string => `ada00000-0000-4000-8000-${String(writer).padStart(12, '0')}`;

/** Adds to-dos, one after another, until the API is gone; notes those it acknowledged. */
const addUntilGone = async ({ url }: ApiProgram, writer: number, acknowledged: string[]): Promise<void> => {
  for (let count = 0; ; count++) {
    const description = `Writer ${writer}, number ${count}`;
    try {
      const body = JSON.stringify({ owner: ownerOf(writer), description });
      const response = await fetch(`${url}/api/todolist`, { method: 'POST', headers, body });
      if (response.status === 201) acknowledged.push(description);
    } catch {
      return;
    }
  }
};

const each = 25;

const loseNothingOverKills = async (databaseUrl: string, kills: number): Promise<void> => {
  const acknowledged: string[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    const api = await startApiProgram(settingsFor(tenant, databaseUrl));
    const writing = Array.from({ length: 8 }, (_, writer) => addUntilGone(api, kill * 8 + writer, acknowledged));
    await expect.poll(() => acknowledged.length, { timeout: 15_000 }).toBeGreaterThan(kill * each);
    await sleep(Math.random() * 50);
    api.program.child.kill('SIGKILL');
    await Promise.all(writing);
    await api.program.exited;
  }
  const api = await startApiProgram(settingsFor(tenant, databaseUrl));
  const kept = new Set((await list(api)).map(({ description }) => description));
  await api.program[Symbol.asyncDispose]();
  expect(acknowledged.filter((description) => !kept.has(description))).toEqual([]);
};

describe('kill -9 loses no acknowledged write', () => {
  test('on SQLite', async () => {
    await loseNothingOverKills(`file:${folder}/killed.db`, 4);
    expect.hasAssertions();
  });

  test.skipIf(withoutPostgres)('on PostgreSQL', async () => {
    await using schema = await createSchema();
    await loseNothingOverKills(schema.url, 2);
    expect.hasAssertions();
  });
});

describe('the program', () => {
  test('starts with three to-dos, answers until SIGTERM and ends with 0', async () => {
    const api = await startApiProgram(settingsFor(tenant, `file:${folder}/seeded.db`));
    expect(await list(api)).toHaveLength(3);
    api.program.child.kill('SIGTERM');
    const { code, stderr } = await api.program.exited;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(api.program.output.stdout).toContain('"msg":"Closed."');
    expect(api.program.output.stdout).not.toContain('eyJ');
  });

  test.skipIf(noShell)('on a disk that takes no more goes on reading', async () => {
    const limited = ['-c', 'ulimit -f 400; exec "$0" "$@"', process.execPath];
    const api = await startApiProgram(settingsFor(tenant, `file:${folder}/full.db`), limited);
    const statuses = new Set<number>();
    const add = async (count: number): Promise<number> => {
      const body = JSON.stringify({ owner: ownerOf(count), description: 'x'.repeat(500) });
      return (await fetch(`${api.url}/api/todolist`, { method: 'POST', headers, body })).status;
    };
    for (let count = 0; count < 300; count++) statuses.add(await add(count));
    expect([...statuses]).toEqual([201, 503]);
    expect(api.program.output.stdout).toContain('The disk with the file in DATABASE_URL is full or failing.');
    const all = await list(api);
    expect(all.length).toBeGreaterThan(10);
    // Each file has a limit of its own here, so what moves from the log to the database makes room for a while.
    const readiness = async (): Promise<unknown> => {
      statuses.add(await add(0));
      return (await fetch(`${api.url}/readyz`)).json();
    };
    await expect.poll(readiness, { timeout: 20_000 }).toMatchObject({
      status: 'unavailable',
      checks: { database: expect.stringContaining('Free some space; even deleting to-dos needs it.') },
    });
    const deleted = await fetch(`${api.url}/api/todolist/${all[0]?.id}`, { method: 'DELETE', headers });
    expect(`${deleted.status} ${await deleted.text()}`).toMatch(/^(204 |503 .*See \/readyz)/);
    api.program.child.kill('SIGTERM');
    expect((await api.program.exited).code).toBe(0);
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
    await api.program[Symbol.asyncDispose]();
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
    await api.program[Symbol.asyncDispose]();
  });
});
