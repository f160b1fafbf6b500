import { execFileSync } from 'node:child_process';
import { lstatSync, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Emulator, startEmulator } from 'ciam-emulator';
import Database from 'libsql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectAway, expectBack, prepareOutage, type Outage } from './support/outage.ts';

let tenant: Emulator;
let outage: Outage;

beforeAll(async () => {
  tenant = await startEmulator();
  outage = await prepareOutage(tenant);
});
afterAll(() => tenant[Symbol.asyncDispose]());
afterEach(() => outage.end());

describe('a SQLite file', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'unavailable-'));
    file = join(folder, 'todolist.db');
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** By another process's hand. */
  const onDisk = (statement: string): void => {
    const other = new Database(file);
    other.exec(statement);
    other.close();
  };

  const move = async (from: string, to: string): Promise<void> => {
    for (const end of ['', '-wal', '-shm']) await rename(from + end, to + end).catch(() => {});
  };

  test('that vanishes while running is 503, is not replaced by a new one, and is well again when it is back', async () => {
    const running = await outage.start({ databaseUrl: `file:${file}` });
    await outage.add(running);
    await move(file, `${file}.away`);
    await expectAway(outage, running, /is gone. Put it back/, 'lasting');
    await move(`${file}.away`, file);
    await expectBack(outage, running, 1);
  });

  test('whose folder cannot be made is 503 from the start, and well once it can', async () => {
    const inTheWay = join(folder, 'data');
    await writeFile(inTheWay, 'a file where the folder should be');
    const running = await outage.start({ databaseUrl: `file:${inTheWay}/todolist.db` });
    await expectAway(outage, running, /leads through a file/, 'lasting');
    await rm(inTheWay);
    await expectBack(outage, running, 0);
  });

  test.skipIf(process.platform === 'win32').each<[string, () => Promise<unknown>]>([
    ['a folder', () => mkdir(file)],
    ['a link to itself', () => symlink(file, file)],
    ['a named pipe', async () => void execFileSync('mkfifo', [file])],
  ])('that is %s is 503, and well once it is gone', async (_what, make) => {
    await make();
    // With a writer, a program that opens the named pipe fails instead of waiting.
    const writer = lstatSync(file).isFIFO() ? await open(file, 'r+') : undefined;
    const running = await outage.start({ databaseUrl: `file:${file}` });
    await expectAway(outage, running, /is not a file/, 'lasting');
    await writer?.close();
    await rm(file, { recursive: true });
    await expectBack(outage, running, 0);
  });

  test('that is not a database is 503', async () => {
    await writeFile(file, 'This is a letter to my aunt. '.repeat(200));
    await expectAway(
      outage,
      await outage.start({ databaseUrl: `file:${file}` }),
      /is not a SQLite database/,
      'lasting',
    );
  });

  test('that is the database of another program is 503, and says so', async () => {
    const other = new Database(file);
    other.exec('CREATE TABLE todos (id INTEGER PRIMARY KEY, title TEXT)');
    other.close();
    const running = await outage.start({ databaseUrl: `file:${file}` });
    await expectAway(outage, running, /table todos .* is not as this API creates it/, 'lasting');
  });

  test('that another process holds locked is 503 for writing, and well afterwards', async () => {
    const running = await outage.start({ databaseUrl: `file:${file}` });
    await outage.add(running);
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    expect(await outage.add(running)).toMatchObject({ status: 503 });
    expect(await outage.list(running)).toMatchObject({ status: 200 });
    other.exec('ROLLBACK');
    expect(await outage.add(running)).toMatchObject({ status: 201 });
    await expectBack(outage, running, 2);
  });

  test('that is damaged is 503, and says what it is at /readyz', async () => {
    const running = await outage.start({ databaseUrl: `file:${file}` });
    for (let count = 0; count < 100; count++) await outage.add(running);
    await outage.end();
    onDisk('PRAGMA wal_checkpoint(TRUNCATE)');
    const bytes = await readFile(file);
    await writeFile(file, bytes.fill(0xff, 4096));
    await expectAway(outage, await outage.start({ databaseUrl: `file:${file}` }), /is damaged. Restore it/, 'lasting');
  });

  test('in which a text is damaged shows what is left of it, and the others', async () => {
    const running = await outage.start({ databaseUrl: `file:${file}` });
    await outage.add(running);
    await outage.add(running);
    onDisk("UPDATE todos SET description = CAST(x'ff41c0' AS TEXT) WHERE id = 1");
    expect((await outage.list(running)).body).toMatchObject([{ description: '\ufffdA\ufffd' }, { description: 'One' }]);
  });

  test.skipIf(process.platform === 'win32')('may be read by its own user alone, and so its folder', async () => {
    await outage.list(await outage.start({ databaseUrl: `file:${folder}/new/todolist.db` }));
    const modes = [folder + '/new', ...['', '-wal', '-shm'].map((end) => `${folder}/new/todolist.db${end}`)].map(
      (path) => (statSync(path).mode & 0o777).toString(8),
    );
    expect(modes).toEqual(['700', '600', '600', '600']);
  });

  test.skipIf(process.platform === 'win32')('that may only be read is read, and is 503 for writing', async () => {
    await outage.add(await outage.start({ databaseUrl: `file:${file}` }));
    await outage.end();
    await asSomebodyWhoMayOnlyRead(folder, async () => {
      const running = await outage.start({ databaseUrl: `file:${file}` });
      expect(await outage.list(running)).toMatchObject({ status: 200 });
      expect(await outage.add(running)).toMatchObject({ status: 503 });
      expect(running.logged.join('')).toContain('is not writable');
      expect(await running.call('GET', '/readyz')).toMatchObject({ status: 503 });
      await outage.end();
      await expectAway(
        outage,
        await outage.start({ databaseUrl: `file:${folder}/new.db` }),
        /This user may not open/,
        'lasting',
      );
      await outage.end();
    });
  });

  test.skipIf(process.platform === 'win32')(
    'that might only be read when it was opened is well once it may be written',
    async () => {
      await outage.add(await outage.start({ databaseUrl: `file:${file}` }));
      await outage.end();
      const running = await asSomebodyWhoMayOnlyRead(folder, async () => {
        const started = await outage.start({ databaseUrl: `file:${file}` });
        expect(await outage.list(started)).toMatchObject({ status: 200 });
        expect(await outage.add(started)).toMatchObject({ status: 503 });
        return started;
      });
      // libsql closes a connection only when its statements are collected. Until then, new ones may only read, too.
      const add = async (): Promise<number> => {
        collectGarbage();
        return (await outage.add(running)).status;
      };
      await expect.poll(add, { timeout: 10_000 }).toBe(201);
      await expectBack(outage, running, 2);
    },
  );
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

/** Root may write everywhere, so it becomes another user for the while. */
async function asSomebodyWhoMayOnlyRead<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const isRoot = process.getuid?.() === 0;
  // SQLite deletes files beside the database when it is closed, so they are listed each time.
  const allow = async (forFiles: number, forFolder: number): Promise<void> => {
    for (const name of await readdir(folder)) await chmod(join(folder, name), forFiles);
    await chmod(folder, forFolder);
  };
  await allow(0o444, 0o555);
  if (isRoot) process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
    await allow(0o777, 0o777);
  }
}
