import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from 'ciam-config';
import Database from 'libsql';
import { maxTodosPerOwner, type Todo } from './todo.ts';
import { seedTodos, StoreUnavailableError, type TodoStore } from './todo-store.ts';

/** Waiting for another process's lock holds up every request; a 503 with Retry-After is better. */
const busyMs = 50;

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
export function createSqliteStore(file: string, seedOwners: readonly string[]): TodoStore {
  let connection: Connection | undefined;
  let everOpened = false;

  const drop = (): void => {
    connection?.database.close();
    connection = undefined;
  };

  const use = async <T>(work: (statements: Statements) => T): Promise<T> => {
    try {
      const inode = inodeOf(file);
      // A file that was replaced is another database; one that vanished is expected back, not started anew.
      if (connection?.inode !== inode) drop();
      if (everOpened && inode === undefined) throw new Error('The file is gone.');
      connection ??= open(file, seedOwners);
      everOpened = true;
      return work(connection.statements);
    } catch (error) {
      if (!isBusy(error)) drop();
      throw new StoreUnavailableError(explain(error), { cause: error });
    }
  };

  return {
    list: ({ after, limit }, owner) =>
      use((run) =>
        (owner === undefined ? run.list.all(after, limit) : run.listOwn.all(owner, after, limit)).map(toTodo),
      ),
    find: (id, owner = '') => use((run) => run.find.all(id, owner).map(toTodo)[0]),
    add: ({ owner, description }) => use((run) => run.add.all(owner, description, owner).map(toTodo)[0]),
    update: (id, description, owner = '') => use((run) => run.update.all(description, id, owner).map(toTodo)[0]),
    remove: (id, owner = '') => use((run) => run.remove.all(id, owner).length > 0),
    check: () => use((run) => void run.find.all(0, '')),
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
  database
    .transaction(() => {
      const from = version();
      for (const migration of migrations.slice(from)) database.exec(migration);
      if (from === 0) {
        const { add } = prepare(database);
        for (const { owner, description } of seedTodos(seedOwners)) add.all(owner, description, owner);
      }
      database.exec(`PRAGMA user_version = ${migrations.length}`);
    })
    .immediate();
}

function prepare(database: Database.Database) {
  // One value for both texts, for each that is handed over takes its time; an owner has no blank.
  const columns = "id, CAST(owner || ' ' || description AS BLOB) AS texts";
  /** An empty owner is anyone. */
  const one = "WHERE id = ? AND owner = coalesce(nullif(?, ''), owner)";
  return {
    list: database.prepare<[number, number]>(`SELECT ${columns} FROM todos WHERE id > ? ORDER BY id LIMIT ?`),
    listOwn: database.prepare<[string, number, number]>(
      `SELECT ${columns} FROM todos WHERE owner = ? AND id > ? ORDER BY id LIMIT ?`,
    ),
    find: database.prepare<[number, string]>(`SELECT ${columns} FROM todos ${one}`),
    // One statement, so that nobody adds another between the counting and the adding.
    add: database.prepare<[string, string, string]>(
      `INSERT INTO todos (owner, description) SELECT ?, ?
         WHERE (SELECT count(*) FROM todos WHERE owner = ?) < ${maxTodosPerOwner} RETURNING ${columns}`,
    ),
    update: database.prepare<[string, number, string]>(`UPDATE todos SET description = ? ${one} RETURNING ${columns}`),
    remove: database.prepare<[number, string]>(`DELETE FROM todos ${one} RETURNING id`),
  };
}

function toTodo(row: unknown): Todo {
  if (typeof row !== 'object' || row === null || !('id' in row && 'texts' in row)) {
    throw new TypeError('The database answered with something else than a to-do.');
  }
  const texts = toText(row.texts);
  const blank = texts.indexOf(' ');
  return { id: Number(row.id), owner: texts.slice(0, blank), description: texts.slice(blank + 1) };
}

/** What is damaged in it becomes U+FFFD: one bad text must not hide the others. */
function toText(bytes: unknown): string {
  return bytes instanceof ArrayBuffer ? Buffer.from(bytes).toString('utf8') : String(bytes);
}

/** By the beginning of the error's code. @see https://sqlite.org/rescode.html */
const reasons: [code: RegExp, message: string][] = [
  [/^SQLITE_BUSY/, 'Another process holds the file of DATABASE_URL locked.'],
  [/^SQLITE_NOTADB/, 'The file of DATABASE_URL is not a SQLite database.'],
  [/^SQLITE_CORRUPT/, 'The file of DATABASE_URL is damaged. Restore it from a copy.'],
  [/^SQLITE_READONLY|^EROFS/, 'The file of DATABASE_URL, or its folder, may not be written to.'],
  [/^SQLITE_(?:FULL|IOERR)|^ENOSPC/, 'The disk that holds the file of DATABASE_URL is full, or fails.'],
  [/^(?:EACCES|EPERM)/, 'This user may not open the file of DATABASE_URL, or not make it in its folder.'],
  [/^(?:ENOTDIR|EEXIST|EISDIR)/, 'The path in DATABASE_URL leads through a file, or to a folder.'],
];

function explain(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons.find(([pattern]) => pattern.test(code))?.[1] ?? 'The file of DATABASE_URL cannot be used.';
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
}

function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}
