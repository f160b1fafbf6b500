import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Provider } from 'oidc-provider';

import { Faults } from '../control/faults.ts';
import { RequestLog } from '../control/request-log.ts';
import { devicePages } from '../interactions/device-pages.ts';
import { Inbox } from '../interactions/inbox.ts';
import { Journeys } from '../interactions/journey.ts';
import { Lockout } from '../interactions/lockout.ts';
import { FederatedIssuers } from '../protocol/federated-issuers.ts';
import { MemoryStore } from '../protocol/memory-adapter.ts';
import { buildProvider } from '../protocol/provider.ts';
import { isClientGone } from '../server/client-left.ts';
import { TenantClock } from '../server/clock.ts';
import { isRealHost } from '../server/origin.ts';
import type { Reach } from '../server/origin.ts';
import { SigningKeys } from '../tokens/signing-keys.ts';
import type { SigningKey } from '../tokens/signing-keys.ts';
import { Directory } from './directory.ts';
import type { DirectoryUser } from './directory.ts';
import type { TenantConfig, User } from './model.ts';
import type { TenantContext } from './tenant-context.ts';

export interface TenantOptions {
  reach: Reach;
  guidHost: boolean;
  /** What it signs with, when not with keys of its own. */
  keys: readonly (SigningKey | Promise<SigningKey>)[] | undefined;
  log: (line: string) => void;
}

/** Everything of one running tenant. */
export class Tenant implements TenantContext {
  readonly directory: Directory;
  readonly reach: Reach;
  readonly clock: TenantClock = new TenantClock();
  readonly keys: SigningKeys;
  readonly store: MemoryStore = new MemoryStore(() => this.clock.now());
  readonly inbox: Inbox = new Inbox();
  readonly faults: Faults = new Faults();
  readonly requests: RequestLog = new RequestLog();
  readonly federatedIssuers: FederatedIssuers = new FederatedIssuers();
  readonly journeys: Journeys = new Journeys();
  readonly lockout: Lockout = new Lockout();
  readonly provider: Provider;
  readonly log: (line: string) => void;
  readonly #guidHost: boolean;
  readonly #callback: (request: IncomingMessage, response: ServerResponse) => Promise<void>;

  constructor(config: TenantConfig, options: TenantOptions) {
    this.directory = new Directory(config);
    this.keys = new SigningKeys(options.keys);
    this.reach = options.reach;
    this.log = options.log;
    this.#guidHost = options.guidHost;
    this.provider = buildProvider(this, devicePages(this));
    this.provider.proxy = true;
    this.#callback = this.provider.callback();
  }

  /** Scheme, host and port it is reached by, unless a request came by another name. */
  get origin(): string {
    return this.reach.origin;
  }

  get issuer(): string {
    return this.issuerAt(this.origin);
  }

  /** `iss` of what is issued under an origin. Real tenants name their own host, whatever host they are asked by. */
  issuerAt(origin: string): string {
    const { tenantId } = this.directory;
    const real = this.#guidHost || isRealHost(new URL(origin).host);
    return `${real ? `https://${tenantId}.ciamlogin.com` : origin}/${tenantId}/v2.0`;
  }

  /** Tells of a failure of the emulator itself. */
  logUnexpected(error: unknown): void {
    if (isClientGone(error)) return;
    this.log(`Unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  /**
   * Adds a user, or replaces the one with the same id; a new password revokes the refresh tokens of before.
   * @see https://learn.microsoft.com/entra/identity-platform/refresh-tokens#token-revocation
   */
  addUser(user: User): DirectoryUser {
    const known = this.directory.user(user.id ?? '');
    const added = this.directory.addUser(user);
    if (known && known.password !== added.password) this.revokeRefreshTokens(added.id);
    return added;
  }

  /** Everything forgotten that came after the configuration; the keys stay. */
  reset(): void {
    this.store.clear();
    this.federatedIssuers.clear();
    this.directory.reset();
    this.inbox.clear();
    this.journeys.clear();
    this.lockout.clear();
    this.faults.clear();
    this.requests.clear();
    this.clock.reset();
  }

  /** Ends the browser sessions of a user, or of all. */
  revokeSessions(userId?: string): void {
    for (const { jti, accountId } of this.store.all('Session')) {
      if (jti !== undefined && isOf(userId, accountId)) this.store.delete(`Session:${jti}`);
    }
  }

  /** Revokes the refresh tokens that a user, or anyone, has now. */
  revokeRefreshTokens(userId?: string): void {
    for (const token of this.store.all('RefreshToken')) {
      // Kept with the token itself, so that it is forgotten with it and not before.
      if (isOf(userId, token.accountId)) Object.assign(token, { revokedAt: this.clock.seconds() });
    }
  }

  /** When a refresh token was revoked, in seconds since 1970. */
  revokedAt(refreshToken: string): number | undefined {
    const kept = this.store.find(`RefreshToken:${refreshToken}`);
    return kept && 'revokedAt' in kept ? Number(kept.revokedAt) : undefined;
  }

  /** Hands a request on to oidc-provider, below whatever stands first in its path. */
  async callProvider(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    const rest = url.slice(url.indexOf('/', 1));
    Object.assign(request, { originalUrl: url, url: rest });
    await this.#callback(request, response);
  }
}

/** Whether something that belongs to an account is of this user; of anyone when no user is named. */
function isOf(userId: string | undefined, accountId: string | undefined): boolean {
  return userId === undefined || accountId === userId.toLowerCase();
}
