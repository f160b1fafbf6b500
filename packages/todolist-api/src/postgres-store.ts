import { Client, DatabaseError, Pool, type ClientConfig, type PoolClient, type QueryResultRow } from 'pg';
import type { Logger } from 'pino';
import { maxToDosPerOwner, type ToDo } from './to-do.ts';
import { probe } from './postgres-probe.ts';
import { isMistake, postgresRefusal } from './postgres-refusals.ts';
import { seedToDos, type ToDoStore } from './to-do-store.ts';

/** Each migration runs once, in order, on whichever instance starts first. `todolist_schema` counts them. */
const migrations = [
  `CREATE TABLE todos (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     owner uuid NOT NULL,
     description varchar(500) NOT NULL
   );
   CREATE INDEX todos_by_owner ON todos (owner, id);`,
];

/** An arbitrary number that nothing else in the database locks. */
const lockNumber = 44_351;

/**
 * Avoids what a pooler such as PgBouncer rejects or mixes up: named statements, startup parameters and session-level
 * `SET`.
 */
const timeouts = { connectionTimeoutMillis: 2_000, query_timeout: 3_000 };
/**
 * Shorter than `query_timeout`, so that a request that got a 503 does not take effect later, when a lock is released.
 */
const begin = "BEGIN; SET LOCAL statement_timeout = '2500ms'";
/** Without a time-out, because PostgreSQL reports a commit as done when it stops waiting for a synchronous standby. */
const commit = 'SET LOCAL statement_timeout = 0; COMMIT';

const columns = 'id, owner, description';
/** Without an owner, matches the to-dos of everyone. */
const one = 'WHERE id = $1 AND owner = coalesce($2::uuid, owner)';

interface PostgresOptions {
  /** The owners of the to-dos in a new table. */
  seedOwners: readonly string[];
  log: Logger;
  /** Returns the password for each new connection, so that an expiring token can be the password. */
  password?: (() => Promise<string>) | undefined;
}

/** Keeps to-dos in PostgreSQL, over a connection pool. Creates the table on first use. */
export function createPostgresStore(url: string, { seedOwners, log, password }: PostgresOptions): ToDoStore {
  const pool = new Pool({
    connectionString: withExplicitTls(url),
    application_name: 'todolist-api',
    max: 10,
    ...timeouts,
    ...(password ? { Client: withPassword(password) } : {}),
  });
  const encrypted = /[?&](?:ssl|sslmode)=(?!disable|false|0)/.test(url);
  // The pool replaces a broken idle connection, but without a listener the error would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'An idle database connection broke.'));

  let migrated: Promise<void> | undefined;
  const use = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      migrated ??= inTransaction(pool, (client) => migrate(client, seedOwners));
      await migrated;
    } catch (error) {
      migrated = undefined;
      throw postgresRefusal(error, encrypted);
    }
    try {
      return await work();
    } catch (error) {
      if (isMissingTable(error)) migrated = undefined;
      throw isMistake(error) ? error : postgresRefusal(error, encrypted);
    }
  };
  const read = (text: string, values: unknown[]): Promise<ToDo[]> =>
    use(async () => (await pool.query<ToDo & QueryResultRow>(text, values)).rows);
  const write = (text: string, values: unknown[]): Promise<ToDo[]> =>
    use(() => inTransaction(pool, async (client) => (await client.query<ToDo & QueryResultRow>(text, values)).rows));

  return {
    list: ({ after, limit }, owner) =>
      owner === undefined
        ? read(`SELECT ${columns} FROM todos WHERE id > $1 ORDER BY id LIMIT $2`, [after, limit])
        : read(`SELECT ${columns} FROM todos WHERE owner = $3 AND id > $1 ORDER BY id LIMIT $2`, [after, limit, owner]),
    find: async (id, owner) => (await read(`SELECT ${columns} FROM todos ${one}`, [id, owner]))[0],
    add: (toDo) => use(() => inTransaction(pool, (client) => addWithinQuota(client, toDo))),
    update: async (id, description, owner) => {
      const text = `UPDATE todos SET description = $3 ${one} RETURNING ${columns}`;
      return (await write(text, [id, owner, description]))[0];
    },
    remove: async (id, owner) => {
      const gone = await write(`DELETE FROM todos ${one} RETURNING ${columns}`, [id, owner]);
      return gone.length > 0;
    },
    check: () => use(() => inTransaction(pool, probe, 'ROLLBACK')),
    close: async () => {
      if (!pool.ended) await pool.end();
    },
  };
}

/**
 * Replaces the modes of TLS that node-postgres treats as `verify-full` by that name. For them, it prints a warning that
 * bypasses the log.
 */
function withExplicitTls(url: string): string {
  if (/[?&]uselibpqcompat=/.test(url)) return url;
  return url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, '$1verify-full');
}

/** Serializes the additions of one owner, so that each counts those before it. */
async function addWithinQuota(client: PoolClient, { owner, description }: Omit<ToDo, 'id'>): Promise<ToDo | undefined> {
  await lock(client, owner);
  const { rows } = await client.query<ToDo & QueryResultRow>(
    `INSERT INTO todos (owner, description) SELECT $1::uuid, $2::varchar
       WHERE (SELECT count(*) FROM todos WHERE owner = $1::uuid) < ${maxToDosPerOwner} RETURNING ${columns}`,
    [owner, description],
  );
  return rows[0];
}

/** Locks until the transaction ends. Each schema has locks of its own, so that APIs that share a database do not wait. */
async function lock(client: PoolClient, name: string): Promise<void> {
  const text = 'SELECT pg_advisory_xact_lock($1, hashtext(concat(current_schema(), $2::text)))';
  await client.query(text, [lockNumber, name]);
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>, end = commit): Promise<T> {
  const client = await pool.connect();
  // The next statement reports a connection that broke in between, but without a listener the error would end the
  // process.
  client.on('error', ignore);
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query(end);
    client.off('error', ignore).release();
    return result;
  } catch (error) {
    // Closing the connection rolls the transaction back.
    client.release(true);
    throw error;
  }
}

function ignore(): void {}

/** Migrates the schema under an advisory lock, so that instances that start together do not all create the table. */
async function migrate(client: PoolClient, seedOwners: readonly string[]): Promise<void> {
  await lock(client, 'migration');
  await client.query('CREATE TABLE IF NOT EXISTS todolist_schema (version integer NOT NULL)');
  // A table that was dropped, or left out of a restore, is made again.
  const { rows } = await client.query<{ version: number }>(
    "SELECT version FROM todolist_schema WHERE to_regclass('todos') IS NOT NULL",
  );
  const version = rows[0]?.version ?? 0;
  if (version >= migrations.length) return;
  for (const migration of migrations.slice(version)) await client.query(migration);
  if (version === 0) {
    for (const { owner, description } of seedToDos(seedOwners)) {
      await client.query('INSERT INTO todos (owner, description) VALUES ($1, $2)', [owner, description]);
    }
  }
  await client.query('DELETE FROM todolist_schema');
  await client.query('INSERT INTO todolist_schema VALUES ($1)', [migrations.length]);
}

/** Whether a table is missing, as after someone restored or emptied the database. */
function isMissingTable(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '42P01';
}

/** Adds a password function to the client, because a connection string can only hold a password. */
function withPassword(password: () => Promise<string>): typeof Client {
  return class extends Client {
    constructor(config?: string | ClientConfig) {
      super(config);
      Object.defineProperty(this, 'password', { value: password, writable: true });
    }
  };
}
