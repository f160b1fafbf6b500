import type { Logger } from 'pino';
import type { ApiConfig } from './config.ts';
import { isPostgresUrl, sqliteFile } from './database-url.ts';
import { createPostgresStore } from './postgres-store.ts';
import { createSqliteStore } from './sqlite-store.ts';
import type { ToDoStore } from './to-do-store.ts';

interface StoreDependencies {
  log: Logger;
  /** Returns the password for each new connection to PostgreSQL. It replaces the one in DATABASE_URL. */
  databasePassword?: (() => Promise<string>) | undefined;
}

/** Creates the store that DATABASE_URL names. It connects on first use. */
export function createStore(
  { databaseUrl, seedOwners }: ApiConfig,
  { log, databasePassword }: StoreDependencies,
): ToDoStore {
  return isPostgresUrl(databaseUrl)
    ? createPostgresStore(databaseUrl, { seedOwners, log, password: databasePassword })
    : createSqliteStore(sqliteFile(databaseUrl), seedOwners);
}
