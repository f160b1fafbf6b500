import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emulator } from 'ciam-emulator';
import { createLogger, listen } from 'web-server';
import { createApi, readConfig, type ApiConfig } from '../../src/index.ts';
import { createContract, type Contract } from './openapi-contract.ts';
import { apiClientId } from './callers.ts';

export interface RunningApi extends AsyncDisposable {
  url: string;
  logged: string[];
  call(method: string, path: string, options?: CallOptions): Promise<ApiResponse>;
}

interface CallOptions {
  token?: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
}

interface ApiResponse {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body, where there is one. */
  body: unknown;
}

export interface Overrides extends Partial<ApiConfig> {
  now?: () => number;
  databasePassword?: () => Promise<string>;
}

/** The API on a free port with an empty SQLite file of its own, against the given tenant. */
export async function startApi(tenant: Pick<Emulator, 'authority'>, overrides: Overrides = {}): Promise<RunningApi> {
  const folder = await mkdtemp(join(tmpdir(), 'todolist-'));
  const env = { TENANT_SUBDOMAIN: 'contoso', AUTHORITY: tenant.authority, API_CLIENT_ID: apiClientId };
  const { now, databasePassword, ...settings } = overrides;
  const config = { ...readConfig(env), databaseUrl: `file:${folder}/todolist.db`, seedOwners: [], ...settings };

  const logged: string[] = [];
  const log = createLogger({
    name: 'todolist-api',
    level: 'debug',
    destination: { write: (line) => logged.push(line) },
  });
  const api = createApi(config, { log, ...(now ? { now } : {}), ...(databasePassword ? { databasePassword } : {}) });
  const server = await listen(api.app, { port: 0, host: '127.0.0.1' });
  const contract = await createContract(server.url);

  return {
    url: server.url,
    logged,
    call: (method, path, options) => call(contract, server.url, method, path, options),
    [Symbol.asyncDispose]: async () => {
      await server.close({ drainMs: 0 });
      await api.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Every response is held against the API's own OpenAPI document. */
async function call(
  contract: Contract,
  url: string,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<ApiResponse> {
  const { token, headers } = options;
  const sent = options.body === undefined ? undefined : JSON.stringify(options.body);
  const fetched = await fetch(url + path, {
    method,
    headers: {
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(sent === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(sent === undefined ? {} : { body: sent }),
  });
  const text = await fetched.text();
  const isJson = /[/+]json\b/.test(fetched.headers.get('content-type') ?? '');
  const body: unknown = isJson && text ? JSON.parse(text) : undefined;
  const response = { status: fetched.status, headers: fetched.headers, text, body };
  contract.hold(method, path, response);
  return response;
}
