import type { PoolClient } from 'pg';
import { maxId } from './to-do.ts';

/** The table does not give out new ids. `code` says whether they would repeat or have come to an end. */
class IdsError extends Error {
  override readonly name = 'IdsError';
  readonly code: 'ids_repeat' | 'ids_used_up';

  constructor(code: IdsError['code']) {
    super(code);
    this.code = code;
  }
}

/** Has characters of every length in UTF-8, because a database in another encoding holds only some. */
const description = 'probe é ✓ 😀';

/**
 * Writes, reads and deletes like a request, without using up an id.
 *
 * @throws {IdsError} when the next request to add a to-do would fail
 */
export async function probe(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO todos (id, owner, description) OVERRIDING SYSTEM VALUE
       VALUES (-pg_backend_pid(), '00000000-0000-0000-0000-000000000000', '${description}') RETURNING id`,
  );
  const id = rows[0]?.id;
  await client.query('SELECT id, owner, description FROM todos WHERE id = $1', [id]);
  await client.query('UPDATE todos SET description = $2 WHERE id = $1', [id, 'probed']);
  await client.query('DELETE FROM todos WHERE id = $1', [id]);
  await checkNextId(client);
}

/** A restored table may have a sequence that starts again. Skipped if the role may only use the sequence. */
async function checkNextId(client: PoolClient): Promise<void> {
  const named = await client.query<{ name: string | null }>(
    "SELECT name FROM pg_get_serial_sequence('todos', 'id') AS name WHERE has_sequence_privilege(name, 'SELECT')",
  );
  const name = named.rows[0]?.name;
  if (!name) return;
  const { rows } = await client.query<{ highest: number; last: string; used: boolean }>(
    `SELECT (SELECT coalesce(max(id), 0) FROM todos) AS highest, last_value AS last, is_called AS used FROM ${name}`,
  );
  for (const { highest, last, used } of rows) {
    const next = Number(last) + (used ? 1 : 0);
    if (next > maxId) throw new IdsError('ids_used_up');
    if (next <= highest) throw new IdsError('ids_repeat');
  }
}
