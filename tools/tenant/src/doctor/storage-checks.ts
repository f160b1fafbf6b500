import { pino } from 'pino';
import { createClient } from 'redis';
import { type ApiConfig, createStore, StoreUnavailableError } from 'todolist-api';
import { checkRedis, RedisError } from 'web-session';
import { type Finding, findingsOf } from './finding.ts';

const patienceMs = 5_000;

/** Tries what the web app needs from Redis: writes with an expiry, reads and deletes. */
export async function examineRedis(url: string, clientId: string): Promise<Finding[]> {
  const { passed, failed, skipped } = findingsOf('web-app');
  try {
    await checkRedis({ url, prefix: `web-app:${clientId}:`, timeoutMs: patienceMs });
  } catch (error) {
    if (!(error instanceof RedisError)) throw error;
    // Other messages already say what to do.
    const fixes = {
      gone: 'It may recover by itself. Otherwise, start Redis, or check the host, the port and the scheme in REDIS_URL (rediss:// is with TLS).',
      unable: 'It may recover by itself.',
      refused: undefined,
    };
    return [failed('redis', error.message, fixes[error.kind], { code: error.code })];
  }
  const policy = await evictionPolicy(url);
  const works = passed(
    'redis',
    `Redis stores, expires and deletes sessions${policy ? ` (maxmemory-policy ${policy})` : ''}.`,
  );
  if (policy !== 'noeviction') return [works];
  const fix = 'Set it to volatile-lru, so that a full Redis drops the least recently used sessions.';
  return [works, skipped('redis', 'With maxmemory-policy noeviction, a full Redis refuses new sign-ins.', fix)];
}

/** Returns what Redis does when it is full, or `undefined` if it has no limit or does not say. */
async function evictionPolicy(url: string): Promise<string | undefined> {
  const client = createClient({ url, socket: { connectTimeout: patienceMs, reconnectStrategy: false } });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const memory = await client.info('memory');
    const value = (name: string): string | undefined => new RegExp(`^${name}:(\\S+)`, 'm').exec(memory)?.[1];
    return value('maxmemory') === '0' ? undefined : value('maxmemory_policy');
  } catch {
    // Not every user may read the settings.
    return undefined;
  } finally {
    client.destroy();
  }
}

/** Tries what the API's /readyz does with the database: creates the tables on first use, writes and deletes. */
export async function examineDatabase(config: ApiConfig): Promise<Finding> {
  const { passed, failed } = findingsOf('api');
  const store = createStore(config, { log: pino({ level: 'silent' }) });
  try {
    await store.check();
    return passed('database', 'The database stores and deletes to-dos.');
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    const passing =
      'It may recover by itself. Otherwise, start the database, or check the host, the port and the name in DATABASE_URL.';
    const code = causeCode(error.cause) ?? error.code;
    return failed('database', error.message, error.code === 'store_unusable' ? undefined : passing, { code });
  } finally {
    await store.close();
  }
}

/** Returns the SQLSTATE or Node's error code. */
function causeCode(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}
