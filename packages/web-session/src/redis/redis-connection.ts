import { ErrorReply } from 'redis';
import { RedisError, redisError } from './redis-error.ts';
import type { RedisCommands, RedisLink, RedisServer } from './redis-link.ts';
import { RedisLinks } from './redis-links.ts';
import type { RedisLogin } from './redis-options.ts';
import { RedisOutage } from './redis-outage.ts';
import type { WatchedServer } from './watched-server.ts';

export interface RedisConnectionOptions extends RedisLogin {
  /** How long a request waits for a silent Redis, in milliseconds. Default: 1,000. */
  timeoutMs?: number;
  /** Receives `lost` once for each cause, and `ready` once Redis works again. */
  onChange?: (state: 'ready' | 'lost', cause?: RedisError) => void;
}

type Command<T> = (commands: RedisCommands) => Promise<T>;

/**
 * A connection to a Redis of any kind. A server that falls silent or has become a replica is replaced in the
 * background; commands do not wait for that.
 */
export class RedisConnection {
  readonly #links: RedisLinks;
  readonly #outage: RedisOutage;

  constructor({ timeoutMs = 1000, onChange = () => {}, ...login }: RedisConnectionOptions) {
    this.#outage = new RedisOutage(onChange);
    this.#links = new RedisLinks(login, timeoutMs, this.#outage);
  }

  /**
   * Runs `command` on the server that has `key`.
   *
   * @throws {RedisError} when Redis refuses, is down, or does not respond within the time limit; immediately while that
   * is already known
   */
  async ask<T>(key: string, command: Command<T>): Promise<T> {
    return this.#do(key, command, () => Promise.resolve());
  }

  /**
   * Like {@link ask}, for data that must survive the loss of a server: waits until a replica has it, if there is one.
   */
  async write<T>(key: string, command: Command<T>): Promise<T> {
    return this.#do(key, command, (server) => server.confirm());
  }

  /**
   * Checks that every server responds and every key has a server.
   *
   * @throws {RedisError} when that is not the case
   */
  async checkServers(): Promise<void> {
    await this.#named(async () => {
      const link = await this.#links.current();
      link.checkKeys?.();
      await Promise.all(
        link.servers().map((server) => this.#speaking(link, server).ask((commands) => commands.ping())),
      );
    });
  }

  /** Reports that Redis did everything that sessions need. */
  works(): void {
    this.#outage.end();
  }

  close(): void {
    this.#links.close();
  }

  async #do<T>(key: string, command: Command<T>, confirm: (server: WatchedServer) => Promise<void>): Promise<T> {
    return this.#named(async () => {
      const link = await this.#links.current();
      const server = this.#speaking(link, link.serverOf(key));
      try {
        const result = await server.ask(command);
        await confirm(server);
        return result;
      } catch (error) {
        const { redirected } = link;
        if (!redirected || !isRedirection(error)) throw error;
        const result = await server
          .ask(() => command(redirected))
          .catch((cause: unknown) => {
            throw cause instanceof ErrorReply || cause instanceof RedisError ? cause : error;
          });
        // Only the client knows which server did the work. The others have nothing to confirm, and reply immediately.
        await Promise.all(link.servers().map((each) => confirm(this.#links.watch(link, each))));
        return result;
      }
    });
  }

  #speaking(link: RedisLink, server: RedisServer): WatchedServer {
    const watched = this.#links.watch(link, server);
    if (!watched.speaks) throw this.#outage.lastCause;
    return watched;
  }

  /** Converts any error to a RedisError, and records it. */
  async #named<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const cause = redisError(error);
      if (cause.code === 'READONLY') this.#links.replace();
      // A single broken key is not an outage.
      if (cause.code !== 'WRONGTYPE') this.#outage.begin(cause, cause.kind === 'gone' ? 'connection' : 'command');
      throw cause;
    }
  }
}

/**
 * Whether the slot of the key is moving or has moved to another server.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#redirection-and-resharding
 */
function isRedirection(error: unknown): boolean {
  return error instanceof ErrorReply && /^(?:MOVED|ASK) /.test(error.message);
}
