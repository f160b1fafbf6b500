import { closeSync, constants, openSync, readFileSync, readSync, statSync } from 'node:fs';

const patienceMs = 2_000;
const pauseMs = 20;

/**
 * Reads a file, or a named pipe, as password managers put it in the place of `.env`. A pipe to which nothing writes is
 * given up after two seconds: reading it would stop the process, and a signal would not end it. A device, such as
 * `/dev/null`, is empty.
 *
 * @throws {Error} of the file system, or with the code `ETIMEDOUT`
 */
export function readBytes(path: string): Buffer {
  // With plain numbers, Node's realpathSync would use the type of this file for the next import, and find no package.
  const file = statSync(path, { bigint: true });
  if (file.isCharacterDevice()) return Buffer.alloc(0);
  return file.isFIFO() ? readPipe(path) : readFileSync(path);
}

function readPipe(path: string): Buffer {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const deadline = Date.now() + patienceMs;
  const chunks: Buffer[] = [];
  try {
    for (;;) {
      const chunk = readPresent(descriptor);
      if (chunk?.length) chunks.push(chunk);
      else if (chunk && chunks.length > 0) return Buffer.concat(chunks);
      else Atomics.wait(pause, 0, 0, pauseMs);
      if (Date.now() > deadline) throw Object.assign(new Error('Nothing writes to the pipe.'), { code: 'ETIMEDOUT' });
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Returns what is there: nothing if there is no writer, and undefined if it has not written yet. */
function readPresent(descriptor: number): Buffer | undefined {
  const chunk = Buffer.alloc(65_536);
  try {
    return chunk.subarray(0, readSync(descriptor, chunk));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined;
    throw error;
  }
}
