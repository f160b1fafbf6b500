import { closeSync, constants, fstatSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A lock older than this, in milliseconds, belongs to a process that died: holding it takes about a millisecond. */
const staleMs = 1000;
/** How long to wait for a lock, in milliseconds. */
const patienceMs = 5000;

/**
 * Replaces a file atomically, one process at a time. It works like git: the new content goes to `<path>.lock`, which
 * only one process can create, and renaming it over the file publishes the content and releases the lock. A process
 * that is killed leaves the old file and a lock that the next process removes.
 *
 * @param compose returns the new content; it runs while the lock is held, so that what it reads cannot change
 * @throws {Error} of the file system, or with the code `ELOCKED` when another process holds the lock for five seconds
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
    // Windows cannot open a file while another process renames or removes it.
    if (hasCode(error, 'EPERM') && process.platform === 'win32') return undefined;
    throw error;
  }
}

/**
 * Writes and renames synchronously, so that other work of this process does not make other processes wait.
 *
 * @returns false if the lock was lost because this process stalled so long that another one considered it dead
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
    // Close the file only now: the inode of a closed file could be reused for the lock of another process.
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
