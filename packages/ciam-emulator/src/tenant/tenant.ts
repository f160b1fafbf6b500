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
import { isRealHost, type Reach } from '../server/origin.ts';
import { type SigningKey, SigningKeys } from '../tokens/signing-keys.ts';
import { Directory, type DirectoryUser } from './directory.ts';
import type { TenantConfig, User } from './model.ts';
import type { TenantContext } from './tenant-context.ts';

export interface TenantOptions {
  reach: Reach;
  guidHost: boolean;
  /** The signing keys. Default: the tenant's own. */
  keys: readonly (SigningKey | Promise<SigningKey>)[] | undefined;
  log: (line: string) => void;
}

/** A running tenant. */
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

  /** The default origin, for requests under no other name. */
  get origin(): string {
    return this.reach.origin;
  }

  get issuer(): string {
    return this.issuerAt(this.origin);
  }

  /** Returns the `iss` for an origin. Real tenants use their own host, whatever host was asked. */
  issuerAt(origin: string): string {
    const { tenantId } = this.directory;
    const real = this.#guidHost || isRealHost(new URL(origin).host);
    return `${real ? `https://${tenantId}.ciamlogin.com` : origin}/${tenantId}/v2.0`;
  }

  /** Reports an error of the emulator itself. */
  logUnexpected(error: unknown): void {
    if (isClientGone(error)) return;
    this.log(`Unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  /**
   * Adds a user, or replaces the one with the same ID. A new password revokes the existing refresh tokens.
   *
   * @see https://learn.microsoft.com/entra/identity-platform/refresh-tokens#token-revocation
   */
  addUser(user: User): DirectoryUser {
    const known = this.directory.user(user.id ?? '');
    const added = this.directory.addUser(user);
    if (known && known.password !== added.password) this.revokeRefreshTokens(added.id);
    return added;
  }

  /** Restores the configured state. The keys stay. */
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

  /** Ends the browser sessions of a user, or of all users. */
  revokeSessions(userId?: string): void {
    for (const { jti, accountId } of this.store.all('Session')) {
      if (jti !== undefined && isOf(userId, accountId)) this.store.delete(`Session:${jti}`);
    }
  }

  /** Revokes the current refresh tokens of a user, or of all users. */
  revokeRefreshTokens(userId?: string): void {
    for (const token of this.store.all('RefreshToken')) {
      // Stored with the token, so that both are dropped together.
      if (isOf(userId, token.accountId)) Object.assign(token, { revokedAt: this.clock.seconds() });
    }
  }

  /** Returns when a refresh token was revoked, in seconds since 1970. */
  revokedAt(refreshToken: string): number | undefined {
    const kept = this.store.find(`RefreshToken:${refreshToken}`);
    return kept && 'revokedAt' in kept ? Number(kept.revokedAt) : undefined;
  }

  /** Passes a request to oidc-provider, without the first part of its path. */
  async callProvider(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    const rest = url.slice(url.indexOf('/', 1));
    Object.assign(request, { originalUrl: url, url: rest });
    await this.#callback(request, response);
  }
}

/** Whether an account is that of this user. Every account matches if no user is given. */
function isOf(userId: string | undefined, accountId: string | undefined): boolean {
  return userId === undefined || accountId === userId.toLowerCase();
}
