import { closeSync, constants, fstatSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** After this long, in milliseconds, a lock was left by a process that died: holding one takes about a millisecond. */
const staleMs = 1000;
/** How long to wait for a lock, in milliseconds. */
const patienceMs = 5000;

/**
 * Replaces a file as a whole, one process at a time. As git does it, the new content is written to `<path>.lock`, which
 * only one process can create, and renaming it over the file both publishes the content and gives up the lock. A process
 * that is killed leaves the old file and a lock that the next one clears away.
 *
 * @param compose makes the new content; called with the lock held, so what it reads cannot change meanwhile
 * @throws {Error} of the file system, or with the code `ELOCKED` when others hold the lock for five seconds
 */
export async function replaceFile(path: string, compose: () => string): Promise<void> {
  const lock = `${path}.lock`;
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const descriptor = tryLock(lock);
    if (descriptor !== undefined && publish(descriptor, lock, path, compose)) return;
    if (performance.now() > deadline) throw Object.assign(new Error(`${lock} is held`), { code: 'ELOCKED' });
    clearStale(lock);
    await delay(5 + Math.random() * 20);
  }
}

function tryLock(lock: string): number | undefined {
  try {
    return openSync(lock, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return undefined;
    // Windows refuses to open a file that another process is just renaming or removing.
    if (hasCode(error, 'EPERM') && process.platform === 'win32') return undefined;
    throw error;
  }
}

/**
 * Synchronous from lock to rename, so that nothing this process does meanwhile can make the others wait.
 *
 * @returns false when the lock was lost: this process stood still for so long that another considered it dead
 */
function publish(descriptor: number, lock: string, path: string, compose: () => string): boolean {
  const own = fstatSync(descriptor).ino;
  const isOurs = (): boolean => statSync(lock, { throwIfNoEntry: false })?.ino === own;
  try {
    writeFileSync(descriptor, compose());
    if (!isOurs()) return false;
    renameSync(lock, path);
    return true;
  } catch (error) {
    if (isOurs()) rmSync(lock, { force: true });
    throw error;
  } finally {
    // Not before: a closed file's inode could come back as another process's lock.
    closeSync(descriptor);
  }
}

function clearStale(lock: string): void {
  const touched = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  if (Math.abs(Date.now() - touched) > staleMs) rmSync(lock, { force: true });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
