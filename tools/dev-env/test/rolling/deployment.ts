import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultTenant } from 'ciam-emulator';
import {
  type PostgresPair,
  type Program,
  type RedisSentinel,
  startPostgresPair,
  startProgram,
  startRedisSentinel,
} from 'test-support';
import { programEnvironment } from '../../src/program-environment.ts';
import { root } from '../../src/repository.ts';
import { freePorts, startBalancer, type Upstreams } from './balancer.ts';

const portSettings = { 'apps/web-app': 'WEB_APP_PORT', 'packages/todolist-api': 'API_PORT' };

type ServerPath = keyof typeof portSettings;

interface Server {
  program: Program;
  port: number;
}

/** Three web apps and two APIs behind nginx, on Redis with Sentinels and PostgreSQL with a standby. */
export interface Deployment extends AsyncDisposable {
  /** What the programs have in common, and what a client of theirs needs. */
  env: Record<string, string>;
  /** Where people find the web app. */
  web: string;
  /**
   * Replaces a web app or an API as a platform does: a new process takes requests in place of an old one once it is ready, then the old
   * one is ended by SIGTERM.
   */
  replace(path: ServerPath, index: number): Promise<void>;
  /** Ends the tenant and starts it at the same address, with the same signing keys. All else that it kept is gone. */
  restartTenant(): Promise<void>;
  redis: RedisSentinel;
  postgres: PostgresPair;
  /** Resolves when every web app and API is ready. */
  ready(): Promise<void>;
}

export async function startDeployment(): Promise<Deployment> {
  const resources: AsyncDisposable[] = [];
  const use = <T extends AsyncDisposable>(resource: T): T => {
    resources.unshift(resource);
    return resource;
  };
  const close = async (): Promise<void> => {
    for (const resource of resources) await resource[Symbol.asyncDispose]();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'rolling-'));
    use({ [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) });
    const [tenantPort = 0, webPort = 0, apiPort = 0] = await freePorts(3);
    const redis = use(await startRedisSentinel({ downAfterMs: 2000 }));
    const postgres = use(await startPostgresPair());
    const authority = `http://127.0.0.1:${tenantPort}/`;
    const [web, api] = [`http://localhost:${webPort}`, `http://localhost:${apiPort}`];
    const env = {
      ...programEnvironment(defaultTenant, { authority, web, api }),
      EMULATOR_PORT: `${tenantPort}`,
      EXPRESS_SESSION_SECRET: 'a-session-secret-that-every-web-app-has',
      REDIS_URL: redis.url,
      DATABASE_URL: postgres.url,
      TRUST_PROXY: '1',
      HOST: '127.0.0.1',
    };
    const start = (path: string, more: Record<string, string> = {}, ...args: string[]): Program =>
      startProgram(process.execPath, [join(root, path), ...args], { env: { ...env, ...more } });
    const startTenant = async (): Promise<Program> => {
      const program = use(start('packages/ciam-emulator', {}, '--keys', join(folder, 'keys.json')));
      await responds(`${authority}_emulator/healthz`, program);
      return program;
    };
    const startServer = async (path: ServerPath): Promise<Server> => {
      const program = use(start(path, { [portSettings[path]]: '0' }));
      const [, port] = await program.printed(/Listening on http:\/\/localhost:(\d+)/);
      const server = { program, port: Number(port) };
      await isReady(server);
      return server;
    };
    let tenant = await startTenant();
    const servers: Record<ServerPath, Server[]> = {
      'apps/web-app': await Promise.all(Array.from({ length: 3 }, () => startServer('apps/web-app'))),
      'packages/todolist-api': await Promise.all(Array.from({ length: 2 }, () => startServer('packages/todolist-api'))),
    };
    const upstreams = (): Upstreams =>
      new Map([
        [webPort, servers['apps/web-app'].map(({ port }) => port)],
        [apiPort, servers['packages/todolist-api'].map(({ port }) => port)],
      ]);
    const balancer = use(await startBalancer(upstreams()));
    return {
      env,
      web,
      redis,
      postgres,
      replace: async (path, index) => {
        const added = await startServer(path);
        servers[path].push(added);
        const [removed] = servers[path].splice(index, 1);
        await balancer.lead(upstreams());
        await end(removed?.program);
      },
      restartTenant: async () => {
        await end(tenant);
        tenant = await startTenant();
      },
      ready: async () => {
        await Promise.all(Object.values(servers).flat().map(isReady));
      },
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function end(program: Program | undefined): Promise<void> {
  program?.child.kill('SIGTERM');
  const result = await program?.exited;
  if (result?.code !== 0) throw new Error(`It ended with ${result?.code}:\n${result?.stdout}\n${result?.stderr}`);
}

function isReady({ program, port }: Server): Promise<void> {
  return responds(`http://127.0.0.1:${port}/readyz`, program);
}

async function responds(url: string, program: Program): Promise<void> {
  for (const end = Date.now() + 60_000; ;) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok === true) return;
    if (Date.now() > end)
      throw new Error(`Not ready: ${url} ${await response?.text()}\n${program.output.stdout.slice(-5000)}`);
    await sleep(100);
  }
}
