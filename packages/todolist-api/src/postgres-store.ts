import { DatabaseError, Pool, type PoolClient, type QueryResultRow } from 'pg';
import type { Logger } from 'pino';
import type { Todo } from './todo.ts';
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
const MIGRATION_LOCK = 44_351;

/** Nothing that a connection pooler such as PgBouncer refuses: no named statements, no startup parameters. */
const TIMEOUTS = { connectionTimeoutMillis: 2_000, query_timeout: 3_000 };

const columns = 'id, owner, description';
/** No owner is anyone. */
const one = 'WHERE id = $1 AND owner = coalesce($2::uuid, owner)';

/** To-dos in PostgreSQL, through a pool of connections. The table is created at the first use. */
export function createPostgresStore(url: string, seedOwners: readonly string[], log: Logger): TodoStore {
  const pool = new Pool({ connectionString: url, application_name: 'todolist-api', max: 10, ...TIMEOUTS });
  // An idle connection that breaks is replaced at the next use; without a listener its error would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'An idle database connection broke.'));

  let migrated: Promise<void> | undefined;
  const query = async (text: string, values: unknown[] = []): Promise<Todo[]> => {
    try {
      migrated ??= migrate(pool, seedOwners);
      await migrated.catch((error: unknown) => {
        migrated = undefined;
        throw error;
      });
      return (await pool.query<Todo & QueryResultRow>(text, values)).rows;
    } catch (error) {
      throw isOurMistake(error) ? error : unavailable(error);
    }
  };

  return {
    list: (owner) =>
      owner === undefined
        ? query(`SELECT ${columns} FROM todos ORDER BY id`)
        : query(`SELECT ${columns} FROM todos WHERE owner = $1 ORDER BY id`, [owner]),
    find: async (id, owner) => (await query(`SELECT ${columns} FROM todos ${one}`, [id, owner]))[0],
    add: async ({ owner, description }) => {
      const text = `INSERT INTO todos (owner, description) VALUES ($1, $2) RETURNING ${columns}`;
      const [todo] = await query(text, [owner, description]);
      if (!todo) throw new TypeError('The database did not return the to-do it added.');
      return todo;
    },
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

/** Under an advisory lock, so that instances which start together do not all create the table. */
async function migrate(pool: Pool, seedOwners: readonly string[]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await migrateLocked(client, seedOwners);
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    // Closing the connection rolls back.
    client.release(true);
    throw error;
  }
}

async function migrateLocked(client: PoolClient, seedOwners: readonly string[]): Promise<void> {
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
  return error instanceof DatabaseError && /^(?:22|23|42)/.test(error.code ?? '');
}

function unavailable(cause: unknown): StoreUnavailableError {
  return new StoreUnavailableError('The database cannot be used.', { cause });
}
