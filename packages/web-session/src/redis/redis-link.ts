import type { RedisClientType } from 'redis';
import type { RedisError } from './redis-error.ts';
import type { RedisLogin } from './redis-options.ts';

type Common = 'get' | 'set' | 'del' | 'pTTL' | 'pExpire' | 'sMembers' | 'sRem' | 'wait' | 'info' | 'ping';

interface Transaction {
  sAdd(key: string, member: string): Transaction;
  pExpire(key: string, ms: number): Transaction;
  exec(): Promise<unknown>;
}

/** The commands that sessions need, which every client has. */
export interface RedisCommands extends Pick<RedisClientType, Common> {
  multi(): Transaction;
}

/** One of the servers that make up a Redis. */
export interface RedisServer {
  /** Identifies the server while it is in use. */
  readonly address: string;
  /** `false` while it is not connected. A server that was never needed connects when it is asked. */
  readonly isReady: boolean;
  commands(): Promise<RedisCommands>;
  replicas(): Promise<Replicas>;
}

/**
 * `following`: a replica receives everything as it is written. `expected`: there is a replica, but it lags behind or is
 * lost.
 */
export type Replicas = 'following' | 'expected' | 'none';

/** A connection to a Redis of any kind, until another link replaces it. */
export interface RedisLink {
  /** How long to wait for a replica that was following, in milliseconds, unless the server says that there is none. */
  readonly replicaPatienceMs: number;
  /** The addresses to ask for the next link, because the server in `url` may be down. */
  entrances?(speaks: (server: RedisServer) => boolean): readonly string[];
  /** Every server that sessions may need. */
  servers(): readonly RedisServer[];
  /**
   * Returns the server that has a key.
   *
   * @throws {RedisError} when no server has it
   */
  serverOf(key: string): RedisServer;
  /** Runs a command wherever the servers of a cluster redirect it. */
  readonly redirected?: RedisCommands;
  /**
   * Checks that every key has a server.
   *
   * @throws {RedisError} when some keys have no server
   */
  checkKeys?(): void;
  /** Asks the server for its kind, if it may be one of several servers or a Sentinel. */
  hello?(): Promise<{ mode: string }>;
  /** Whether it uses the database that `url` names, where this may be one of several servers, or a Sentinel. */
  readonly selects?: boolean;
  destroy(): void;
}

export interface LinkOptions extends RedisLogin {
  timeoutMs: number;
  /** The `entrances` of the last link. */
  known: readonly string[];
  /** Called when the link is connected, and again after each reconnect. */
  onReady: () => void;
  onError: (cause: RedisError) => void;
  /** Called when a server is lost or cannot be reached, and the link does not retry. */
  onBroken: () => void;
}

/** Whether a replica has reported its position to `client` within the last two seconds. */
export async function isFollowed(client: Pick<RedisCommands, 'info'>): Promise<boolean> {
  return /,state=online,offset=\d+,lag=[01]\b/.test(await client.info('replication'));
}

export type OpenLink = (options: LinkOptions) => RedisLink;
