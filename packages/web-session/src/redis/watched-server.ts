import { ErrorReply } from 'redis';
import { RedisError } from './redis-error.ts';
import type { RedisCommands, RedisServer } from './redis-link.ts';
import type { Replication } from './replication.ts';
import { SilenceWatch } from './silence-watch.ts';

/** A server, and whether it responds. */
export class WatchedServer {
  readonly server: RedisServer;
  readonly #replication: Replication;
  readonly #watch: SilenceWatch;
  readonly #heard: () => void;
  /** It has kept a request waiting and has not responded since. */
  #silent = false;
  /** How many checks in a row it has missed. */
  absences = 0;

  /** @param heard called whenever the server responds */
  constructor(server: RedisServer, replication: Replication, timeoutMs: number, heard: () => void) {
    this.server = server;
    this.#replication = replication;
    this.#watch = new SilenceWatch(timeoutMs, () => new RedisError('redis_silent'));
    this.#heard = heard;
  }

  get speaks(): boolean {
    return this.server.isReady && !this.#silent;
  }

  /**
   * Settles as the command does.
   *
   * @throws {RedisError} `redis_silent` when the server does not respond within the time limit
   */
  async ask<T>(command: (commands: RedisCommands) => Promise<T>): Promise<T> {
    const reply = this.server.commands().then(command);
    reply.then(
      () => this.#spoke(),
      (error: unknown) => error instanceof ErrorReply && this.#spoke(),
    );
    try {
      return await this.#watch.wait(reply);
    } catch (error) {
      if (error instanceof RedisError && error.code === 'redis_silent') this.#silent = true;
      throw error;
    }
  }

  /** Waits until a replica has everything that was written, if there is one. */
  async confirm(): Promise<void> {
    if (this.#replication.isThere) await this.ask((commands) => this.#replication.confirm(commands));
  }

  /** Checks whether it responds, and whether a replica follows it. */
  async look(): Promise<void> {
    if (!this.speaks) {
      this.absences += 1;
      return;
    }
    try {
      this.#replication.learn(await this.ask(() => this.server.replicas()));
    } catch (error) {
      // A refusal for lack of permission is a sign of life.
      if (!(error instanceof ErrorReply)) this.absences += 1;
    }
  }

  #spoke(): void {
    this.#silent = false;
    this.absences = 0;
    this.#heard();
  }
}
