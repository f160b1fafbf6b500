import { createLink } from './link.ts';
import { type PostgresServer, startPostgresServer } from './postgres-server.ts';
import { until } from './until.ts';

/** A primary with a synchronous standby behind one address that moves, as managed services have it. */
export interface PostgresPair extends AsyncDisposable {
  /** Leads to whichever of the two is the primary. */
  url: string;
  primary: PostgresServer;
  standby: PostgresServer;
  /** Kills the primary, promotes the standby, and lets the address lead there. */
  failOver(): Promise<void>;
}

export async function startPostgresPair(): Promise<PostgresPair> {
  const primary = await startPostgresServer({ settings: ['synchronous_commit = on'] });
  const standby = await startPostgresServer({ standbyOf: primary });
  const reports = (column: string, value: string): Promise<void> =>
    until(
      async () => (await primary.query(`SELECT ${column} FROM pg_stat_replication`)) === value,
      'The standby does not follow.',
      30_000,
    );
  await reports('state', 'streaming');
  await primary.query("ALTER SYSTEM SET synchronous_standby_names = '*'");
  await primary.query('SELECT pg_reload_conf()');
  await reports('sync_state', 'sync');
  const link = await createLink(primary.port);
  return {
    url: link.through(primary.url()),
    primary,
    standby,
    failOver: async () => {
      await primary.kill();
      await standby.promote();
      link.restore(standby.port);
    },
    [Symbol.asyncDispose]: async () => {
      await link[Symbol.asyncDispose]();
      await standby[Symbol.asyncDispose]();
      await primary[Symbol.asyncDispose]();
    },
  };
}
