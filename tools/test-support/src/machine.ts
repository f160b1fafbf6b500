import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { chromiumPath } from './browser.ts';

type Dependency = 'chromium' | 'redis' | 'postgresql' | 'python' | 'docker';

const probes: Record<Dependency, () => Promise<boolean>> = {
  chromium: () => Promise.resolve(existsSync(chromiumPath)),
  redis: () => answers(6379),
  postgresql: () => answers(5432),
  docker: () => Promise.resolve(spawnSync('docker', ['info']).status === 0),
  python: () => Promise.resolve(spawnSync('python3', ['--version']).status === 0),
};

/**
 * Whether this machine lacks what a test needs, for `describe.skipIf`. Prints the reason, because a skipped test proves
 * nothing.
 *
 * @throws Error when it is missing and CI=true: there it must be installed
 */
export async function isMissing(what: Dependency): Promise<boolean> {
  if (await probes[what]()) return false;
  if (process.env['CI'] === 'true') throw new Error(`${what} is missing on this machine, and CI must have it.`);
  process.stderr.write(`Skipped: these tests need ${what}, which this machine does not have.\n`);
  return true;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1000, () => finish(false));
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}
