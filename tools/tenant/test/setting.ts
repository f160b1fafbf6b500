import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultTenantFile, parseTenantFile, type TenantFile } from 'ciam-emulator/tenant-file';
import { parse } from 'dotenv';
import { createGraphClient, type GraphClient } from '../src/graph/graph-client.ts';
import { cleanup, type CleanupOptions } from '../src/registration/cleanup.ts';
import { register, type RegisterOptions, type RegisterResult } from '../src/registration/register.ts';
import type { Terminal } from '../src/terminal.ts';
import {
  administratorToken,
  type GraphStandIn,
  startGraph,
  type StandInOptions,
  tokenFor,
} from './graph-stand-in/graph-stand-in.ts';

/** A tenant behind the stand-in, a folder for `.env`, and a terminal whose lines are kept. */
export interface Setting extends AsyncDisposable {
  graph: GraphStandIn;
  client: GraphClient;
  envPath: string;
  lines: string[];
  /** Waits of the client, in milliseconds; none is waited out. */
  waits: number[];
  env(): Record<string, string>;
  register(options?: Partial<RegisterOptions>): Promise<RegisterResult>;
  cleanup(options?: Partial<CleanupOptions>): ReturnType<typeof cleanup>;
}

/** `tenant.json` with what variables say. */
export async function sampleFile(variables: Record<string, string> = {}): Promise<TenantFile> {
  return parseTenantFile(JSON.parse(readFileSync(defaultTenantFile, 'utf8')), variables);
}

/** @param file default: that of the samples */
export async function startSetting(options: StandInOptions = {}, file?: TenantFile): Promise<Setting> {
  const graph = await startGraph(options);
  const folder = mkdtempSync(join(tmpdir(), 'tenant-'));
  const envPath = join(folder, '.env');
  const lines: string[] = [];
  const waits: number[] = [];
  const client = createGraphClient({
    accessToken: options.program ? tokenFor(options.program) : administratorToken,
    graph: graph.url,
    wait: async (milliseconds) => void waits.push(milliseconds),
    notice: (line) => void lines.push(line),
  });
  const terminal: Terminal = {
    print: (line) => void lines.push(line),
    confirm: () => Promise.resolve(false),
  };
  const base = { graph: client, terminal, tenant: 'contoso', yes: true, file: file ?? (await sampleFile()) };
  const env = () => (existsSync(envPath) ? parse(readFileSync(envPath)) : {});
  return {
    graph,
    client,
    envPath,
    lines,
    waits,
    env: () => parse(readFileSync(envPath)),
    register: (more = {}) => register({ ...base, envFile: { path: envPath, template: '' }, ...more }),
    cleanup: (more = {}) => cleanup({ ...base, current: env(), ...more }),
    [Symbol.asyncDispose]: async () => {
      await graph[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}
