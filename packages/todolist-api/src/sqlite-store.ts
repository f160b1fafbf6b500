import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from 'ciam-config';
import Database from 'libsql';
import { maxToDosPerOwner, type ToDo } from './to-do.ts';
import { FileError, sqliteRefusal } from './sqlite-refusals.ts';
import { seedToDos, type ToDoStore } from './to-do-store.ts';

/** Waiting for another process's lock blocks every request, so a quick 503 with Retry-After is better. */
const busyMs = 50;

/** Smaller than the ID of any to-do. */
const probeId = -1;

/** Each migration runs once, in order. `user_version` counts them. */
const migrations = [
  'CREATE TABLE todos (id INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, description TEXT NOT NULL) STRICT;' +
    'CREATE INDEX todos_by_owner ON todos (owner, id);',
];

/**
 * Keeps to-dos in a SQLite file, and creates it if it does not exist at the start. Acknowledged changes survive the end
 * of the process, even `kill -9`. The last moments before a power failure may be lost, because waiting for the disk
 * would block every other request. Bind only strings and integers, and read texts as bytes: other values and damaged
 * texts crash the process (libsql 0.5).
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
      // A replaced file is another database. A file that disappeared is expected to return, so no new one is created.
      if (connection?.inode !== inode) drop();
      if (everOpened && inode === undefined) throw new FileError('file_gone');
      connection ??= open(file, seedOwners);
      everOpened = true;
      return work(connection.statements);
    } catch (error) {
      if (!isBusy(error)) drop();
      throw sqliteRefusal(error);
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
  // Only this user may read people's data. SQLite gives its auxiliary files the same mode.
  closeSync(openSync(file, existsSync(file) ? 'r' : 'a', 0o600));
  const database = new Database(file, { timeout: busyMs });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  migrate(database, seedOwners);
  return { database, inode: inodeOf(file), statements: prepare(database) };
}

function migrate(database: Database.Database, seedOwners: readonly string[]): void {
  const version = (): number => Number(database.prepare('PRAGMA user_version').pluck().all()[0]);
  // Do not take the write lock without need, because another process may hold it.
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

/** Unlike libsql's own transactions, keeps the original error if SQLite has already rolled back, as on a full disk. */
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
    // A single statement, so that nothing is added between counting and adding.
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
  /** Commits a row that no request reads, because only a commit reaches the disk. The row is larger than any to-do. */
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

/** Decodes text and replaces damaged parts by U+FFFD, so that one bad text does not hide the others. */
function toText(bytes: unknown): string {
  return bytes instanceof ArrayBuffer ? Buffer.from(bytes).toString('utf8') : String(bytes);
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
}

/** Only a regular file is opened: a named pipe would stop the process until something writes to it. */
function inodeOf(file: string): number | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats && !stats.isFile()) throw new FileError('not_a_file');
  return stats?.ino;
}
