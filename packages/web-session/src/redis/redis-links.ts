import { setTimeout as delay } from 'node:timers/promises';
import { openerOf } from './redis-kind.ts';
import type { OpenLink, RedisLink, RedisServer } from './redis-link.ts';
import type { RedisLogin } from './redis-options.ts';
import type { RedisOutage } from './redis-outage.ts';
import { openFirst } from './redis-standalone.ts';
import { Replication } from './replication.ts';
import { WatchedServer } from './watched-server.ts';

/** A link is replaced after this many intervals of `timeoutMs` without one of its servers. */
const patience = 2;

/** A link that is being opened is given up after this many intervals. A frozen server is noticed earlier. */
const openingPatience = 4;

/** A password that may change is requested again after this many intervals. */
const passwordIntervals = 30;

/** Holds the link in use, of the kind that Redis reports, and the one that will replace it. */
export class RedisLinks {
  readonly #login: RedisLogin;
  readonly #timeoutMs: number;
  readonly #outage: RedisOutage;
  readonly #supervision: NodeJS.Timeout;
  #open: OpenLink = openFirst;
  #link: RedisLink | undefined;
  /** Replaces `#link` once it is connected. */
  #next: RedisLink | undefined;
  #nextIntervals = 0;
  #openedAt = -Infinity;
  #password: string | undefined;
  readonly #renewal: NodeJS.Timeout;
  #planned: NodeJS.Timeout | undefined;
  readonly #replaced = new Set<RedisLink>();
  readonly #watched = new WeakMap<RedisServer, WatchedServer>();
  /** By address, because a server is the same for every link. */
  readonly #replications = new Map<string, Replication>();
  /** A process that has just started waits once for its first link. */
  #tried = false;
  #endFirstTry: () => void = () => {};
  readonly #firstTry = new Promise<void>((resolve) => (this.#endFirstTry = resolve));

  constructor(login: RedisLogin, timeoutMs: number, outage: RedisOutage) {
    this.#login = login;
    this.#timeoutMs = timeoutMs;
    this.#outage = outage;
    this.#openNext();
    this.#supervision = setInterval(() => this.#supervise(), timeoutMs).unref();
    this.#renewal = setInterval(() => void this.#renewPassword(), passwordIntervals * timeoutMs).unref();
    void this.#renewPassword();
  }

  /**
   * Returns the link in use.
   *
   * @throws {RedisError} while there has been no connection
   */
  async current(): Promise<RedisLink> {
    if (!this.#tried) {
      await Promise.race([this.#firstTry, delay(2 * this.#timeoutMs, undefined, { ref: false })]);
      this.#tried = true;
    }
    if (!this.#link) throw this.#outage.lastCause;
    return this.#link;
  }

  watch(link: RedisLink, server: RedisServer): WatchedServer {
    const known = this.#watched.get(server);
    if (known) return known;
    const replication =
      this.#replications.get(server.address) ?? new Replication(this.#timeoutMs, link.replicaPatienceMs);
    this.#replications.set(server.address, replication);
    const watched = new WatchedServer(server, replication, this.#timeoutMs, () => this.#heard(link));
    this.#watched.set(server, watched);
    return watched;
  }

  /**
   * Checks whether the password has changed. If so, another link takes over before the server closes the present one.
   */
  async #renewPassword(): Promise<void> {
    const password = await this.#login.password?.().catch(() => undefined);
    if (password === undefined) return;
    if (this.#password !== undefined && this.#password !== password) this.replace();
    this.#password = password;
  }

  /** Opens another link, but not too soon after the last one. The present one stays in use until then. */
  replace(): void {
    if (this.#next || this.#planned) return;
    const restMs = this.#openedAt + this.#timeoutMs / 2 - performance.now();
    if (restMs <= 0) {
      this.#openNext();
      return;
    }
    this.#planned = setTimeout(() => {
      this.#planned = undefined;
      this.#openNext();
    }, restMs).unref();
  }

  close(): void {
    clearInterval(this.#supervision);
    clearInterval(this.#renewal);
    clearTimeout(this.#planned);
    const links = [this.#link, this.#next, ...this.#replaced];
    this.#link = this.#next = undefined;
    for (const link of links) link?.destroy();
  }

  #openNext(): void {
    this.#openedAt = performance.now();
    this.#nextIntervals = 0;
    const present = this.#link;
    const link: RedisLink = this.#open({
      ...this.#login,
      timeoutMs: this.#timeoutMs,
      known: present?.entrances?.((server) => this.watch(present, server).speaks) ?? [],
      onReady: () => void this.#ready(link),
      onError: (cause) => {
        if (link !== this.#link && link !== this.#next) return;
        this.#endFirstTry();
        this.#outage.begin(cause, 'connection');
      },
      onBroken: () => {
        if (link === this.#next) this.#giveUp(link);
        else if (link === this.#link) this.replace();
      },
    });
    this.#next = link;
  }

  async #ready(link: RedisLink): Promise<void> {
    const opener = await openerOf(link);
    if (link === this.#next && opener) {
      this.#open = opener;
      this.#next = undefined;
      link.destroy();
      this.#openNext();
      return;
    }
    // The first write needs to know whether replicas follow.
    await Promise.allSettled(this.#watchedOf(link).map((watched) => watched.look()));
    if (link === this.#next) this.#take(link);
    this.#heard(link);
    this.#endFirstTry();
  }

  #giveUp(next: RedisLink): void {
    next.destroy();
    this.#next = undefined;
    this.replace();
  }

  #take(link: RedisLink): void {
    const old = this.#link;
    this.#link = link;
    this.#next = undefined;
    if (!old) return;
    // Requests that are still running on the old link get their time.
    this.#replaced.add(old);
    setTimeout(() => {
      this.#replaced.delete(old);
      old.destroy();
    }, this.#timeoutMs).unref();
  }

  #heard(link: RedisLink): void {
    if (link !== this.#link || this.#outage.isOver) return;
    if (this.#watchedOf(link).every(({ speaks }) => speaks)) this.#outage.connected();
  }

  /** A frozen server keeps its connections open, so ask regularly. */
  #supervise(): void {
    const servers = this.#watchedOf(this.#link);
    for (const server of servers) void server.look();
    if (this.#next && (this.#nextIntervals += 1) >= openingPatience) this.#giveUp(this.#next);
    if (!this.#link || servers.some(({ absences }) => absences >= patience)) this.replace();
  }

  #watchedOf(link: RedisLink | undefined): WatchedServer[] {
    return link?.servers().map((server) => this.watch(link, server)) ?? [];
  }
}
