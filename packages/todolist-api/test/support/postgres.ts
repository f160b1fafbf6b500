import { randomUUID } from 'node:crypto';
import pg from 'pg';

const serverUrl = 'postgres://postgres@127.0.0.1:5432/test';

/** A schema of its own on the real server, dropped at the end. */
export interface PostgresSchema extends AsyncDisposable {
  /** A connection string in which the schema is the only one. */
  url: string;
  /** `$schema` in the text is its name. */
  query(text: string): Promise<pg.QueryResultRow[]>;
  /** Runs a statement in a transaction that stays open until it is disposed of. */
  hold(text: string): Promise<AsyncDisposable>;
}

export async function createSchema(): Promise<PostgresSchema> {
  const name = `todolist_test_${randomUUID().replaceAll('-', '')}`;
  const admin = new pg.Pool({ connectionString: serverUrl, max: 2 });
  await admin.query(`CREATE SCHEMA ${name}`);
  const named = (text: string): string => text.replaceAll('$schema', name);
  return {
    url: `${serverUrl}?options=${encodeURIComponent(`-c search_path=${name}`)}`,
    query: async (text) => (await admin.query<pg.QueryResultRow>(named(text))).rows,
    hold: async (text) => {
      const client = await admin.connect();
      await client.query(`BEGIN; ${named(text)}`);
      let held = true;
      return {
        [Symbol.asyncDispose]: async () => {
          if (!held) return;
          held = false;
          await client.query('ROLLBACK');
          client.release();
        },
      };
    },
    [Symbol.asyncDispose]: async () => {
      await admin.query(`DROP SCHEMA ${name} CASCADE`);
      await admin.end();
    },
  };
}
