import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from 'ciam-emulator';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';

const app = join(import.meta.dirname, '..');
const apiClientId = '00001111-aaaa-2222-bbbb-3333cccc4444';
const toDos = [{ id: 1, owner: '00aa00aa-bb11-cc22-dd33-44ee44ee44ee', description: 'Water the plants' }];

let tenant: Emulator;
let api: Server;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'daemon-flow-'));
  tenant = await startEmulator();
  const keys = createRemoteJWKSet(new URL(`${tenant.authority}${tenant.tenantId}/discovery/v2.0/keys`));
  /** Whether a token is for the API and carries the role. */
  const isGood = async (token: string): Promise<boolean> => {
    const { payload } = await jwtVerify(token, keys, { audience: apiClientId, issuer: tenant.issuer });
    return Array.isArray(payload['roles']) && payload['roles'].includes('ToDoList.ReadWrite.All');
  };
  api = createServer((request, response) => {
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    const respond = (good: boolean): void => {
      response.writeHead(good ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(toDos));
    };
    isGood(token).then(respond, () => respond(false));
  });
  api.listen(0, '127.0.0.1');
  await once(api, 'listening');
});
afterAll(async () => {
  api.close();
  await tenant.close();
  rmSync(folder, { recursive: true });
});

async function run(args: string[], more: Record<string, string> = {}) {
  const address = api.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const env = {
    PATH: process.env['PATH'],
    TENANT_SUBDOMAIN: 'contoso',
    AUTHORITY: tenant.authority,
    DAEMON_CLIENT_ID: '00001111-aaaa-2222-bbbb-000000000003',
    DAEMON_CLIENT_SECRET: 'emulator-only-not-a-secret',
    API_CLIENT_ID: apiClientId,
    API_ENDPOINT: `http://127.0.0.1:${port}/api/todolist`,
    // Where Linux, Windows and macOS have the user's cache folder.
    XDG_CACHE_HOME: folder,
    LOCALAPPDATA: folder,
    HOME: folder,
  };
  const child = spawn(process.execPath, [app, ...args], {
    env: { ...env, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => void child.once('close', resolve));
  return { code, stdout, stderr };
}

test('gets a token as itself and calls the API with it', async () => {
  const { code, stdout, stderr } = await run(['--op', 'getToDos']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual(toDos);
});

test('a wrong secret ends it with 4', async () => {
  const { code, stderr } = await run(['--op', 'getToDos'], { DAEMON_CLIENT_SECRET: 'something-else-altogether' });
  expect(code).toBe(4);
  expect(stderr).toContain('AADSTS7000215');
});
