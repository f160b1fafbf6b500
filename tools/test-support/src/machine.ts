import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { browserPath } from './browser-path.ts';

type Dependency =
  'chromium' | 'redis' | 'postgresql' | 'nginx' | 'python' | 'docker' | 'bash' | 'git' | 'npm' | 'ps' | 'tar';

const probes: Record<Dependency, () => Promise<boolean>> = {
  chromium: () => Promise.resolve(browserPath() !== undefined),
  redis: () => responds(6379),
  postgresql: () => responds(5432),
  nginx: () => runs('nginx', '-v'),
  docker: () => runs('docker', 'info'),
  python: () => runs('python3', '--version'),
  // On Windows, bash uses other paths than the tests, and npm and npx are scripts that need a shell.
  bash: () => (process.platform === 'win32' ? Promise.resolve(false) : runs('bash', '--version')),
  git: () => runs('git', '--version'),
  npm: () => runs('npm', '--version'),
  ps: () => runs('ps', '-o', 'rss=', '-p', `${process.pid}`),
  tar: () => runs('tar', '--version'),
};

/**
 * Whether this machine lacks a dependency of a test, for `describe.skipIf`. Prints the reason, because a skipped test
 * proves nothing.
 *
 * @throws {Error} when it is missing and CI=true, because CI must have it
 */
export async function isMissing(what: Dependency): Promise<boolean> {
  if (await probes[what]()) return false;
  if (process.env['CI'] === 'true') throw new Error(`${what} is missing on this machine, and CI must have it.`);
  process.stderr.write(`Skipped: these tests need ${what}, which this machine does not have.\n`);
  return true;
}

function runs(program: string, ...args: string[]): Promise<boolean> {
  return Promise.resolve(spawnSync(program, args).status === 0);
}

function responds(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const finish = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(1000, () => finish(false));
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}
