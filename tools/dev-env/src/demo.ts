import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, type Environment, loadEnvironment, readEnvironment } from 'ciam-config';
import { EmulatorListenError, TenantConfigurationError } from 'ciam-emulator';
import { ListenError } from 'web-server';
import { demoCommands } from './demo-commands.ts';
import { demoSettings } from './demo-settings.ts';
import { type DevEnv, startDevEnv } from './dev-env.ts';
import { ensureEnvFile } from './env-file.ts';
import { root } from './repository.ts';

export interface DemoOptions {
  /** Stop after the daemon's output instead of waiting for Ctrl-C. */
  leaveAfterAnswer: boolean;
}

interface Ports {
  emulator: number;
  api: number;
  web: number;
}

/**
 * Runs everything on this machine and prints what to try. Reads only the ports from `.env`.
 *
 * @returns the exit code: the daemon's, or 1 if something could not start
 */
export async function runDemo({ leaveAfterAnswer }: DemoOptions): Promise<number> {
  if (ensureEnvFile(root)) say('Wrote .env from .env.example, with a session secret of its own.');
  let ports: Ports | undefined;
  try {
    ports = readPorts(loadEnvironment(join(import.meta.dirname, '..')));
    await using devEnv = await startDevEnv({ ports, env: demoSettings(process.env) });
    sayWhatRuns(devEnv);
    const code = await runDaemon(devEnv.env);
    if (leaveAfterAnswer || code !== 0) return code;
    sayWhatToTry(devEnv);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    say('\nStopping.');
    return 0;
  } catch (error) {
    if (!isForPeople(error)) throw error;
    const isRunning = isTaken(error) && ports !== undefined && (await runsAlready(ports));
    const fix = isOfStore(error) ? ' Without DATABASE_URL the demo keeps to-dos in a file below .data.' : '';
    process.stderr.write(isRunning ? alreadyRunning(ports) : `${error.message}${fix}\n`);
    return 1;
  }
}

function readPorts(env: Environment): Ports {
  return readEnvironment(env, (read) => ({
    emulator: read.port('EMULATOR_PORT', { purpose: 'the port of the local tenant', default: 4400 }),
    api: read.port('API_PORT', { purpose: 'the port of the ToDoList API', default: 44_351 }),
    web: read.port('WEB_APP_PORT', { purpose: 'the port of the web app', default: 3000, also: ['PORT'] }),
  }));
}

function sayWhatRuns({ emulator, api, web }: DevEnv): void {
  say(`
  Local tenant   ${emulator.authority}   (lists the users and their passwords)
  ToDoList API   ${api.url}/api/todolist
  Web app        ${web.url}
`);
}

/** Runs the daemon as a user would, with the demo's settings and a temporary cache. */
async function runDaemon(settings: Record<string, string>): Promise<number> {
  say('$ cd apps\n$ node daemon --op getToDos');
  // Each local tenant has its own keys, so a token cached by an earlier demo is useless.
  const cache = await mkdtemp(join(tmpdir(), 'external-id-demo-'));
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !isSetting.test(name)));
  // The variables for the user's cache folder on Linux, Windows and macOS.
  const folders = { XDG_CACHE_HOME: cache, LOCALAPPDATA: cache, HOME: cache };
  const daemon = spawn(process.execPath, ['daemon', '--op', 'getToDos'], {
    cwd: join(root, 'apps'),
    env: { ...env, ...settings, ...folders },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await once(daemon, 'close');
  await rm(cache, { recursive: true, force: true });
  return daemon.exitCode ?? 1;
}

/** Matches the settings of these programs. */
const isSetting = /^(?:TENANT|DAEMON|API|CLIENT|CERT|HTTP_(?:ATTEMPTS|TIMEOUT|TOTAL))_|^(?:AUTHORITY|SCOPES|NODE_ENV)$/;

function sayWhatToTry({ emulator, web, env }: DevEnv): void {
  const { note, deviceCode, daemon } = demoCommands(env);
  say(`
Now try it yourself:

  1. Open ${web.url} and sign in as
${emulator.users.map(({ mail, password }) => `       ${mail.padEnd(18)}  ${password}`).join('\n')}
  2. In another terminal, in this folder, sign in without a browser:
       ${deviceCode}
     or call the API as a service:
       ${daemon}
${note}
Ctrl-C stops everything.`);
}

/** Whether an error is for people: a wrong setting, a port that is in use, or a database that does not respond. */
function isForPeople(error: unknown): error is Error {
  const kinds = [ConfigurationError, EmulatorListenError, ListenError, TenantConfigurationError];
  return kinds.some((kind) => error instanceof kind) || isOfStore(error);
}

function isOfStore(error: unknown): boolean {
  return hasCode(error, 'store_unavailable') || hasCode(error, 'store_unusable');
}

function isTaken(error: unknown): boolean {
  return hasCode(error, 'EADDRINUSE') || error instanceof EmulatorListenError;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Whether all three programs already respond at the demo's ports. */
async function runsAlready({ emulator, api, web }: Ports): Promise<boolean> {
  const urls = [`http://127.0.0.1:${emulator}/`, `http://localhost:${api}/healthz`, `http://localhost:${web}/healthz`];
  const responses = await Promise.allSettled(urls.map((url) => fetch(url, { signal: AbortSignal.timeout(2_000) })));
  return responses.every((response) => response.status === 'fulfilled' && response.value.ok);
}

function alreadyRunning(ports: Ports | undefined): string {
  return `pnpm demo is already running: open http://localhost:${ports?.web}, or stop it with Ctrl-C in its terminal.\n`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
