import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from 'ciam-config';
import Database from 'libsql';
import { maxToDosPerOwner, type ToDo } from './to-do.ts';
import { refusalOf, type Refusal } from './store-unavailable-error.ts';
import { seedToDos, type ToDoStore } from './to-do-store.ts';

/** Waiting for another process's lock holds up every request; a 503 with Retry-After is better. */
const busyMs = 50;

/** Below those of to-dos. */
const probeId = -1;

/** Each is run once, in order; `user_version` counts them. */
const migrations = [
  'CREATE TABLE todos (id INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, description TEXT NOT NULL) STRICT;' +
    'CREATE INDEX todos_by_owner ON todos (owner, id);',
];

/**
 * To-dos in a SQLite file, which is created when it does not exist at the start. What was
 * acknowledged survives the end of the process, `kill -9` included; the last moments before a power cut may be lost,
 * because waiting for the disk would hold up every other request. Bind only strings and integers, and read texts as bytes:
 * another value, or a text that is damaged, ends the process (libsql 0.5).
 */
export function createSqliteStore(file: string, seedOwners: readonly string[]): ToDoStore {
  let connection: Connection | undefined;
  let everOpened = false;

  const drop = (): void => {
    connection?.database.close();
    connection = undefined;
  };

  const use = async <T>(work: (statements: Statements) => T): Promise<T> => {
    try {
      const inode = inodeOf(file);
      // A file that was replaced is another database; one that vanished is expected back, and no new one is started.
      if (connection?.inode !== inode) drop();
      if (everOpened && inode === undefined) throw new FileGoneError('The file is gone.');
      connection ??= open(file, seedOwners);
      everOpened = true;
      return work(connection.statements);
    } catch (error) {
      if (!isBusy(error)) drop();
      throw refusalOf(error, refusals, 'The file of DATABASE_URL cannot be used.');
    }
  };

  return {
    list: ({ after, limit }, owner) =>
      use((run) =>
        (owner === undefined ? run.list.all(after, limit) : run.listOwn.all(owner, after, limit)).map(toToDo),
      ),
    find: (id, owner = '') => use((run) => run.find.all(id, owner).map(toToDo)[0]),
    add: ({ owner, description }) => use((run) => run.add.all(owner, description, owner).map(toToDo)[0]),
    update: (id, description, owner = '') => use((run) => run.update.all(description, id, owner).map(toToDo)[0]),
    remove: (id, owner = '') => use((run) => run.remove.all(id, owner).length > 0),
    check: () => use((run) => run.probe()),
    close: async () => drop(),
  };
}

interface Connection {
  database: Database.Database;
  inode: number | undefined;
  statements: Statements;
}

type Statements = ReturnType<typeof prepare>;

function open(file: string, seedOwners: readonly string[]): Connection {
  makeFolder(dirname(file));
  // People's data is for this user alone. SQLite gives the files beside it the same mode.
  closeSync(openSync(file, existsSync(file) ? 'r' : 'a', 0o600));
  const database = new Database(file, { timeout: busyMs });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  migrate(database, seedOwners);
  return { database, inode: inodeOf(file), statements: prepare(database) };
}

function migrate(database: Database.Database, seedOwners: readonly string[]): void {
  const version = (): number => Number(database.prepare('PRAGMA user_version').pluck().all()[0]);
  // Without need, the lock that writing takes is not asked for: another process may be holding it.
  if (version() >= migrations.length) return;
  inTransaction(database, () => {
    const from = version();
    for (const migration of migrations.slice(from)) database.exec(migration);
    if (from === 0) {
      const { add } = prepare(database);
      for (const { owner, description } of seedToDos(seedOwners)) add.all(owner, description, owner);
    }
    database.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

/** libsql's own hides what went wrong when SQLite has rolled back already, as on a full disk. */
function inTransaction(database: Database.Database, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function prepare(database: Database.Database) {
  const columns = 'id, CAST(owner AS BLOB) AS owner, CAST(description AS BLOB) AS description';
  /** An empty owner matches every owner. */
  const one = "WHERE id = ? AND owner = coalesce(nullif(?, ''), owner)";
  const statements = {
    list: database.prepare<[number, number]>(`SELECT ${columns} FROM todos WHERE id > ? ORDER BY id LIMIT ?`),
    listOwn: database.prepare<[string, number, number]>(
      `SELECT ${columns} FROM todos WHERE owner = ? AND id > ? ORDER BY id LIMIT ?`,
    ),
    find: database.prepare<[number, string]>(`SELECT ${columns} FROM todos ${one}`),
    // One statement, so that no one adds another between the counting and the adding.
    add: database.prepare<[string, string, string]>(
      `INSERT INTO todos (owner, description) SELECT ?, ?
         WHERE (SELECT count(*) FROM todos WHERE owner = ?) < ${maxToDosPerOwner} RETURNING ${columns}`,
    ),
    update: database.prepare<[string, number, string]>(`UPDATE todos SET description = ? ${one} RETURNING ${columns}`),
    remove: database.prepare<[number, string]>(`DELETE FROM todos ${one} RETURNING id`),
  };
  const replace = database.prepare<[number, string, string]>(
    'INSERT OR REPLACE INTO todos (id, owner, description) VALUES (?, ?, ?)',
  );
  /** Commits what no request reads or lists: only that reaches the disk. It needs more room than any to-do. */
  const probe = (): void => {
    replace.run(probeId, '', 'probe'.repeat(4_000));
    statements.find.all(probeId, '');
    statements.remove.all(probeId, '');
  };
  return { ...statements, probe };
}

function toToDo(row: unknown): ToDo {
  if (typeof row !== 'object' || row === null || !('id' in row && 'owner' in row && 'description' in row)) {
    throw new TypeError('The database returned something other than a to-do.');
  }
  return { id: Number(row.id), owner: toText(row.owner), description: toText(row.description) };
}

/** What is damaged in it becomes U+FFFD: one bad text must not hide the others. */
function toText(bytes: unknown): string {
  return bytes instanceof ArrayBuffer ? Buffer.from(bytes).toString('utf8') : String(bytes);
}

class FileGoneError extends Error {
  override readonly name = 'FileGoneError';
  readonly code = 'file_gone';
}

/** @see https://sqlite.org/rescode.html */
const refusals: Refusal[] = [
  [/^SQLITE_BUSY/, 'store_unavailable', 'Another process holds the file of DATABASE_URL locked.'],
  [
    /^file_gone/,
    'store_unusable',
    'The file of DATABASE_URL is gone. Put it back, or restart the API to begin a new one.',
  ],
  [/^SQLITE_NOTADB/, 'store_unusable', 'The file of DATABASE_URL is not a SQLite database. Name another one.'],
  [/^SQLITE_CORRUPT/, 'store_unusable', 'The file of DATABASE_URL is damaged. Restore it from a copy.'],
  [
    /^SQLITE_READONLY|^EROFS/,
    'store_unusable',
    'The file of DATABASE_URL, or its folder, may not be written to. Let the user of this process write there.',
  ],
  [
    /^SQLITE_(?:FULL|IOERR)|^ENOSPC/,
    'store_unusable',
    'The disk that holds the file of DATABASE_URL is full, or fails. Free space on it: deleting to-dos needs some as well.',
  ],
  [
    /^(?:EACCES|EPERM)/,
    'store_unusable',
    'This user may not open the file of DATABASE_URL, or not make it in its folder. Give the user the right, or name another file.',
  ],
  [
    /^(?:ENOTDIR|EEXIST|EISDIR)/,
    'store_unusable',
    'The path in DATABASE_URL leads through a file, or to a folder. Name a file.',
  ],
];

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
}

function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}
