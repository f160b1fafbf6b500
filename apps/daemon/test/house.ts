import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultTenant, type Emulator, type EmulatorOptions, startEmulator, type TenantConfig } from 'ciam-emulator';
import { createLogger, listen } from 'web-server';
import { type Program, type ProgramResult, startProgram } from 'test-support';
import { createApi, readConfig } from 'todolist-api';

export const apps: string = resolve(import.meta.dirname, '../..');
export const daemonId = '00001111-aaaa-2222-bbbb-000000000003';
export const apiId = '00001111-aaaa-2222-bbbb-3333cccc4444';
export const secret = 'emulator-only-not-a-secret';

export interface HouseOptions extends EmulatorOptions {
  tenant?: Partial<TenantConfig>;
  /** What the daemon calls instead of the ToDoList API, which then does not start. */
  apiUrl?: string;
}

/** A local tenant and the ToDoList API, and the daemon as a child process that talks to them. */
export interface House extends AsyncDisposable {
  /** What the daemon's processes get as their whole environment. */
  env: Record<string, string>;
  /** A folder that goes when the house goes; the daemon's caches are in it. */
  folder: string;
  /** Faults, tokens and clock of the tenant. */
  control: Emulator['control'];
  /** Method and path of each request that reached tenant or API from outside this process. */
  requests: string[];
  start(args: readonly string[], env?: Record<string, string>): Program;
  run(args: readonly string[], env?: Record<string, string>): Promise<ProgramResult>;
}

export async function startHouse({ tenant, apiUrl, ...emulatorOptions }: HouseOptions = {}): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'daemon-'));
  const emulator = await startEmulator({ config: { ...defaultTenant, ...tenant }, ...emulatorOptions });
  const settings = { TENANT_SUBDOMAIN: 'contoso', AUTHORITY: emulator.authority, API_CLIENT_ID: apiId };
  const api =
    apiUrl === undefined ? await startApi({ ...settings, DATABASE_URL: `file:${folder}/todolist.db` }) : undefined;

  const requests: string[] = [];
  const ports = new Set([emulator.port, api?.port]);
  const note = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    const fromApi = request.url?.includes('/discovery/') ?? false;
    if (ports.has(request.socket.localPort) && !fromApi) requests.push(`${request.method} ${request.url}`);
  };
  subscribe('http.server.request.start', note);

  const env = {
    ...settings,
    DAEMON_CLIENT_ID: daemonId,
    DAEMON_CLIENT_SECRET: secret,
    API_ENDPOINT: apiUrl ?? `http://127.0.0.1:${api?.port}/api/todolist`,
    HOME: folder,
    XDG_CACHE_HOME: join(folder, 'cache'),
  };
  const start: House['start'] = (args, more = {}) =>
    startProgram(process.execPath, ['daemon', ...args], { cwd: apps, env: { ...env, ...more } });
  return {
    env,
    folder,
    control: emulator.control,
    requests,
    start,
    run: (args, more) => start(args, more).exited,
    async [Symbol.asyncDispose]() {
      unsubscribe('http.server.request.start', note);
      await api?.[Symbol.asyncDispose]();
      await emulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startApi(settings: Record<string, string>): Promise<AsyncDisposable & { port: number }> {
  const api = createApi(readConfig(settings), { log: createLogger({ name: 'todolist-api', level: 'silent' }) });
  const server = await listen(api.app, { port: 0, host: '127.0.0.1' });
  await api.ready().catch(() => undefined);
  return {
    port: server.port,
    async [Symbol.asyncDispose]() {
      await server.close({ drainMs: 0 });
      await api.close();
    },
  };
}
