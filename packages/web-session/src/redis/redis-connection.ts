import { ErrorReply } from 'redis';
import { RedisError, redisError } from './redis-error.ts';
import type { RedisCommands, RedisLink, RedisServer } from './redis-link.ts';
import { RedisLinks } from './redis-links.ts';
import type { RedisLogin } from './redis-options.ts';
import { RedisOutage } from './redis-outage.ts';
import type { WatchedServer } from './watched-server.ts';

export interface RedisConnectionOptions extends RedisLogin {
  /** How long a request waits while Redis says nothing, in milliseconds (1,000). */
  timeoutMs?: number;
  /** Hears when Redis is lost, once for each cause, and when it is there again. */
  onChange?: (state: 'ready' | 'lost', cause?: RedisError) => void;
}

type Command<T> = (commands: RedisCommands) => Promise<T>;

/** A Redis of whatever kind. What is silent, or leads to what became a replica, is connected again; no command waits for that. */
export class RedisConnection {
  readonly #links: RedisLinks;
  readonly #outage: RedisOutage;

  constructor({ timeoutMs = 1000, onChange = () => {}, ...login }: RedisConnectionOptions) {
    this.#outage = new RedisOutage(onChange);
    this.#links = new RedisLinks(login, timeoutMs, this.#outage);
  }

  /**
   * Does `command` at the server that has `key`.
   * @throws {RedisError} when it refuses, is gone, or says nothing for the time limit; at once while that lasts
   */
  async ask<T>(key: string, command: Command<T>): Promise<T> {
    return this.#do(key, command, () => Promise.resolve());
  }

  /** As {@link ask}, for what must not be lost with one server: a replica has it, too, where there is one. */
  async write<T>(key: string, command: Command<T>): Promise<T> {
    return this.#do(key, command, (server) => server.confirm());
  }

  /**
   * Sees that each server responds, and that each key has one.
   * @throws {RedisError} when that is not so
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

  /** Says that Redis did all that sessions need. */
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
        // Only the client knows which server did it. The others have nothing to confirm, and say so at once.
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

  /** Gives a name to whatever goes wrong, and remembers it. */
  async #named<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const cause = redisError(error);
      if (cause.code === 'READONLY') this.#links.replace();
      // One broken key is not an outage.
      if (cause.code !== 'WRONGTYPE') this.#outage.begin(cause, cause.kind === 'gone' ? 'connection' : 'command');
      throw cause;
    }
  }
}

/** The slot of the key moves to another server, or has moved. @see https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#redirection-and-resharding */
function isRedirection(error: unknown): boolean {
  return error instanceof ErrorReply && /^(?:MOVED|ASK) /.test(error.message);
}
