import type { RedisClientType } from 'redis';
import type { RedisError } from './redis-error.ts';
import type { RedisLogin } from './redis-options.ts';

type Common = 'get' | 'set' | 'del' | 'pTTL' | 'pExpire' | 'sMembers' | 'sRem' | 'wait' | 'info' | 'ping';

interface Transaction {
  sAdd(key: string, member: string): Transaction;
  pExpire(key: string, ms: number): Transaction;
  exec(): Promise<unknown>;
}

/** What sessions ask of Redis, which a client of any kind does. */
export interface RedisCommands extends Pick<RedisClientType, Common> {
  multi(): Transaction;
}

/** One of the processes that make up a Redis. */
export interface RedisServer {
  /** Names it, for as long as it is asked. */
  readonly address: string;
  /** `false` while it is not connected; a server that was never needed is connected when it is asked. */
  readonly isReady: boolean;
  commands(): Promise<RedisCommands>;
  replicas(): Promise<Replicas>;
}

/** `following`: one has everything as it is written. `expected`: one is there, but lags behind or is lost. */
export type Replicas = 'following' | 'expected' | 'none';

/** A connection to a Redis of any kind, until another one takes its place. */
export interface RedisLink {
  /** For so long a replica that was following is waited for, in milliseconds, unless the server says that there is none. */
  readonly replicaPatienceMs: number;
  /** Where to ask for the next link, because the server in `url` may be gone. */
  entrances?(speaks: (server: RedisServer) => boolean): readonly string[];
  /** Every server that sessions may need. */
  servers(): readonly RedisServer[];
  /**
   * The server that has a key.
   * @throws {RedisError} when none has
   */
  serverOf(key: string): RedisServer;
  /** Does a command where the servers of a cluster redirect it to. */
  readonly redirected?: RedisCommands;
  /** @throws {RedisError} when there is a key that no server has */
  checkKeys?(): void;
  /** Where this may be one of several servers, or a Sentinel: how to ask what it is. */
  hello?(): Promise<{ mode: string }>;
  destroy(): void;
}

export interface LinkOptions extends RedisLogin {
  timeoutMs: number;
  /** The `entrances` of the last link. */
  known: readonly string[];
  /** Hears that it is connected, again after each loss. */
  onReady: () => void;
  onError: (cause: RedisError) => void;
  /** Hears that a server is lost to this link, or could not be reached, and that it does not try again by itself. */
  onBroken: () => void;
}

/** Whether a replica has told `client` within the last two seconds how far it is. */
export async function isFollowed(client: Pick<RedisCommands, 'info'>): Promise<boolean> {
  return /,state=online,offset=\d+,lag=[01]\b/.test(await client.info('replication'));
}

export type OpenLink = (options: LinkOptions) => RedisLink;
