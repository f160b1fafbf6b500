import pg from 'pg';
import { createClient } from 'redis';
import { type Finding, findingsOf } from './finding.ts';

const patienceMs = 5_000;

/** Whether Redis answers where the web app will look for it. */
export async function examineRedis(url: string): Promise<Finding> {
  const { passed, failed } = findingsOf('web-app');
  const client = createClient({
    url,
    socket: { connectTimeout: patienceMs, socketTimeout: patienceMs, reconnectStrategy: false },
  });
  // Without a listener an error would end the process; the call below reports it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
    return passed('redis', 'Redis answers.');
  } catch (error) {
    const fix = 'Check REDIS_URL: host, port, password, and rediss:// where it wants TLS.';
    return failed('redis', `Redis does not answer (${reason(error)}).`, fix);
  } finally {
    client.destroy();
  }
}

/** Whether PostgreSQL answers where the API will look for it. */
export async function examinePostgres(url: string): Promise<Finding> {
  const { passed, failed } = findingsOf('api');
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return passed('database', 'PostgreSQL answers.');
  } catch (error) {
    const fix = 'Check DATABASE_URL: host, port, user, password, database, and sslmode where it wants TLS.';
    return failed('database', `PostgreSQL does not answer (${reason(error)}).`, fix);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Names the failure; the text of a URL, which may hold a password, is never in it. */
function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reason).join(', ');
  return error instanceof Error ? error.message || error.name : String(error);
}
