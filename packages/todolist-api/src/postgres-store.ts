import { DatabaseError, Pool, type PoolClient, type QueryResultRow } from 'pg';
import type { Logger } from 'pino';
import { maxTodosPerOwner, type Todo } from './todo.ts';
import { seedTodos, StoreUnavailableError, type TodoStore } from './todo-store.ts';

/** Each is run once, in order, by whichever instance comes first; `todolist_schema` counts them. */
const migrations = [
  `CREATE TABLE todos (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     owner uuid NOT NULL,
     description varchar(500) NOT NULL
   );
   CREATE INDEX todos_by_owner ON todos (owner, id);`,
];

/** Any number that nothing else in the database locks. */
const migrationLock = 44_351;

/** Nothing that a connection pooler such as PgBouncer refuses: no named statements, no startup parameters. */
const timeouts = { connectionTimeoutMillis: 2_000, query_timeout: 3_000 };
/** Shorter than `query_timeout`: what was answered with 503 must not be done later on, when a lock is released. */
const statementTimeout = "SET statement_timeout = '2500ms'";

const columns = 'id, owner, description';
/** No owner is anyone. */
const one = 'WHERE id = $1 AND owner = coalesce($2::uuid, owner)';

/** To-dos in PostgreSQL, through a pool of connections. The table is created at the first use. */
export function createPostgresStore(url: string, seedOwners: readonly string[], log: Logger): TodoStore {
  const pool = new Pool({
    connectionString: url,
    application_name: 'todolist-api',
    max: 10,
    ...timeouts,
    verify: (client, done) => client.query(statementTimeout, (error) => done(error)),
  });
  // An idle connection that breaks is replaced at the next use; without a listener its error would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'An idle database connection broke.'));

  let migrated: Promise<void> | undefined;
  const use = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      migrated ??= inTransaction(pool, (client) => migrate(client, seedOwners));
      await migrated;
    } catch (error) {
      migrated = undefined;
      throw unavailable(error);
    }
    try {
      return await work();
    } catch (error) {
      if (isMissingTable(error)) migrated = undefined;
      throw isOurMistake(error) ? error : unavailable(error);
    }
  };
  const query = (text: string, values: unknown[] = []): Promise<Todo[]> =>
    use(async () => (await pool.query<Todo & QueryResultRow>(text, values)).rows);

  return {
    list: ({ after, limit }, owner) =>
      owner === undefined
        ? query(`SELECT ${columns} FROM todos WHERE id > $1 ORDER BY id LIMIT $2`, [after, limit])
        : query(`SELECT ${columns} FROM todos WHERE owner = $3 AND id > $1 ORDER BY id LIMIT $2`, [
            after,
            limit,
            owner,
          ]),
    find: async (id, owner) => (await query(`SELECT ${columns} FROM todos ${one}`, [id, owner]))[0],
    add: (todo) => use(() => inTransaction(pool, (client) => addWithinQuota(client, todo))),
    update: async (id, description, owner) => {
      const text = `UPDATE todos SET description = $3 ${one} RETURNING ${columns}`;
      return (await query(text, [id, owner, description]))[0];
    },
    remove: async (id, owner) => {
      const gone = await query(`DELETE FROM todos ${one} RETURNING ${columns}`, [id, owner]);
      return gone.length > 0;
    },
    check: async () => void (await query(`SELECT ${columns} FROM todos LIMIT 1`)),
    close: async () => {
      if (!pool.ended) await pool.end();
    },
  };
}

/** One owner's additions wait for each other, so that each counts those before it. */
async function addWithinQuota(client: PoolClient, { owner, description }: Omit<Todo, 'id'>): Promise<Todo | undefined> {
  await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [migrationLock, owner]);
  const { rows } = await client.query<Todo & QueryResultRow>(
    `INSERT INTO todos (owner, description) SELECT $1::uuid, $2::varchar
       WHERE (SELECT count(*) FROM todos WHERE owner = $1::uuid) < ${maxTodosPerOwner} RETURNING ${columns}`,
    [owner, description],
  );
  return rows[0];
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // Closing the connection rolls back.
    client.release(true);
    throw error;
  }
}

/** Under an advisory lock, so that instances which start together do not all create the table. */
async function migrate(client: PoolClient, seedOwners: readonly string[]): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
  await client.query('CREATE TABLE IF NOT EXISTS todolist_schema (version integer NOT NULL)');
  const { rows } = await client.query<{ version: number }>('SELECT version FROM todolist_schema');
  const version = rows[0]?.version ?? 0;
  if (version >= migrations.length) return;
  for (const migration of migrations.slice(version)) await client.query(migration);
  if (version === 0) {
    for (const { owner, description } of seedTodos(seedOwners)) {
      await client.query('INSERT INTO todos (owner, description) VALUES ($1, $2)', [owner, description]);
    }
    await client.query('INSERT INTO todolist_schema VALUES ($1)', [migrations.length]);
  } else {
    await client.query('UPDATE todolist_schema SET version = $1', [migrations.length]);
  }
}

/** A constraint, a type or a statement that is wrong (SQLSTATE classes 22, 23, 42) will be wrong again. */
function isOurMistake(error: unknown): boolean {
  return error instanceof DatabaseError && /^(?:22|23|42)/.test(error.code ?? '') && !isMissingTable(error);
}

/** Someone restored or emptied the database. */
function isMissingTable(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '42P01';
}

/** By the beginning of the error's code. @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const reasons: [code: RegExp, message: string][] = [
  [/^28/, 'The database of DATABASE_URL refuses the user or the password.'],
  [/^3D000/, 'The server of DATABASE_URL has no database of that name.'],
  [/^42501|^3F000/, 'The user of DATABASE_URL may not create tables in its schema.'],
  [/^42P01/, 'A table in the database of DATABASE_URL is missing.'],
  [/^25006/, 'The database of DATABASE_URL may only be read just now.'],
  [/^53/, 'The database of DATABASE_URL has no connection, memory or disk left.'],
  [/^57014/, 'The database of DATABASE_URL is too slow, or something holds a lock in it.'],
];

function unavailable(cause: unknown): StoreUnavailableError {
  const code = cause instanceof DatabaseError ? (cause.code ?? '') : '';
  const reason = reasons.find(([pattern]) => pattern.test(code))?.[1];
  return new StoreUnavailableError(reason ?? 'The database of DATABASE_URL does not answer.', { cause });
}
