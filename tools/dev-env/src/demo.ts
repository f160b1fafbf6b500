import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, type Environment, loadEnvironment, readEnvironment } from 'ciam-config';
import { EmulatorListenError, TenantConfigurationError } from 'ciam-emulator';
import { ListenError } from 'web-server';
import { type DevEnv, startDevEnv } from './dev-env.ts';
import { ensureEnvFile } from './env-file.ts';
import { root } from './repository.ts';

export interface DemoOptions {
  /** Stop after the daemon's answer instead of waiting for Ctrl-C. */
  leaveAfterAnswer: boolean;
}

/**
 * Runs everything on this machine and says what to try.
 *
 * @returns the exit code: the daemon's own, or 1 when something could not start
 */
export async function runDemo({ leaveAfterAnswer }: DemoOptions): Promise<number> {
  if (ensureEnvFile(root)) say('Wrote .env from .env.example, with a session secret of its own.');
  const env = loadEnvironment(join(import.meta.dirname, '..'));
  try {
    await using devEnv = await startDevEnv({ ports: readPorts(env), env: demoSettings(env) });
    sayWhatRuns(devEnv);
    const code = await runDaemon(devEnv.env);
    if (leaveAfterAnswer || code !== 0) return code;
    sayWhatToTry(devEnv, env);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    say('\nStopping.');
    return 0;
  } catch (error) {
    if (!isForPeople(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

function readPorts(env: Environment): { emulator: number; api: number; web: number } {
  return readEnvironment(env, (read) => ({
    emulator: read.port('EMULATOR_PORT', { purpose: 'the port of the local tenant', default: 4400 }),
    api: read.port('API_PORT', { purpose: 'the port of the ToDoList API', default: 44_351 }),
    web: read.port('WEB_APP_PORT', { purpose: 'the port of the web app', default: 3000, also: ['PORT'] }),
  }));
}

/** What the demo takes over from the user's own settings: where data is kept, never which tenant. */
function demoSettings(env: Environment): Record<string, string> {
  const taken = ['EXPRESS_SESSION_SECRET', 'SESSION_STORE', 'REDIS_URL', 'DATABASE_URL', 'LOG_LEVEL'];
  return {
    LOG_LEVEL: 'warn',
    DATABASE_URL: `file:${join(root, '.data', 'todolist.db')}`,
    ...Object.fromEntries(taken.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []))),
  };
}

function sayWhatRuns({ emulator, api, web }: DevEnv): void {
  say(`
  Local tenant   ${emulator.authority}
  ToDoList API   ${api.url}/api/todolist
  Web app        ${web.url}
`);
}

async function runDaemon(env: Record<string, string>): Promise<number> {
  say('$ cd apps && node daemon --op getToDos');
  // Each local tenant has keys of its own, so what an earlier demo's daemon kept is of no use.
  const cache = await mkdtemp(join(tmpdir(), 'external-id-demo-'));
  const daemon = spawn(process.execPath, ['daemon', '--op', 'getToDos'], {
    cwd: join(root, 'apps'),
    env: { ...process.env, ...env, XDG_CACHE_HOME: cache },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await once(daemon, 'close');
  await rm(cache, { recursive: true, force: true });
  return daemon.exitCode ?? 1;
}

function sayWhatToTry({ emulator, web, env: demo }: DevEnv, env: Environment): void {
  const own: Environment = { API_ENDPOINT: 'http://localhost:44351/api/todolist', ...env };
  /** What the program's command needs in front, because `.env` says something else than this demo. */
  const settings = (names: readonly string[]): string =>
    names.flatMap((name) => (own[name] === demo[name] ? [] : [`${name}=${demo[name]} `])).join('');
  const tenant = ['TENANT_SUBDOMAIN', 'AUTHORITY'];
  const device = settings([...tenant, 'DEVICE_CODE_CLIENT_ID']);
  const daemon = settings([...tenant, 'DAEMON_CLIENT_ID', 'DAEMON_CLIENT_SECRET', 'API_CLIENT_ID', 'API_ENDPOINT']);
  say(`
Now try it yourself:

  1. Open ${web.url} and sign in as
${emulator.users.map(({ mail, password }) => `       ${mail.padEnd(18)}  ${password}`).join('\n')}
  2. In another terminal:  ${device}node apps/device-code
  3. In another terminal:  cd apps && ${daemon}node daemon --op getToDos

Ctrl-C stops everything.`);
}

/** A wrong setting, or a port that is taken. */
function isForPeople(error: unknown): error is Error {
  const kinds = [ConfigurationError, EmulatorListenError, ListenError, TenantConfigurationError];
  return kinds.some((kind) => error instanceof kind);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
