import type { InboxMessage } from '../interactions/inbox.ts';
import type { DirectoryUser } from '../tenant/directory.ts';
import type { Application, AppRoleAssignment, PermissionGrant, User } from '../tenant/model.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { Fault } from './faults.ts';
import type { RequestFilter, SeenRequest } from './request-log.ts';
import { snapshot } from './snapshot.ts';
import type { TenantState } from './snapshot.ts';

export interface ClockSetting {
  /** Moves the time on by so many seconds, or back when negative. */
  advanceSeconds?: number;
  /** Stops the clock at this time (ISO 8601), or where it is: `now`. */
  freezeAt?: string;
  /** Lets a stopped clock run on. */
  unfreeze?: boolean;
  /** Back to the machine's time. */
  reset?: boolean;
}

/** Everything a test can see and do behind the tenant's back. The same is served over HTTP under `/_emulator/`. */
export class Control {
  readonly #tenant: Tenant;

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
  }

  /** What the tenant holds now. */
  state(): TenantState {
    return snapshot(this.#tenant);
  }

  /** Forgets sessions, tokens, mail, faults and requests, sets the clock right, and has users and applications as configured. */
  reset(): void {
    this.#tenant.reset();
  }

  addUser(user: User): DirectoryUser {
    return this.#tenant.addUser(user);
  }

  addApplication(application: Application): Application {
    return this.#tenant.directory.addApplication(application);
  }

  /** Consents, as an administrator would, to permissions of an API for an application. */
  addPermissionGrant(grant: PermissionGrant): void {
    this.#tenant.directory.addPermissionGrant(grant);
  }

  /** Assigns an app role to an application or a user. */
  addRoleAssignment(assignment: AppRoleAssignment): void {
    this.#tenant.directory.addRoleAssignment(assignment);
  }

  /** The e-mails a real tenant would have sent, newest first. */
  get inbox(): readonly InboxMessage[] {
    return this.#tenant.inbox.messages;
  }

  /** Milliseconds since 1970, by the tenant's clock: what an API under test takes for its own `now`. */
  readonly now = (): number => this.#tenant.clock.now();

  setClock({ advanceSeconds, freezeAt, unfreeze, reset }: ClockSetting): void {
    const { clock } = this.#tenant;
    if (reset) clock.reset();
    if (unfreeze) clock.unfreeze();
    if (freezeAt !== undefined) clock.freeze(freezeAt === 'now' ? undefined : Date.parse(freezeAt));
    if (advanceSeconds !== undefined) clock.advance(advanceSeconds * 1000);
  }

  /** Signs with a new key from now on; the keys so far stay published, unless `forget` is asked. */
  async rotateKeys({ forget = false }: { forget?: boolean } = {}): Promise<{ kid: string }> {
    return { kid: await this.#tenant.keys.rotate(forget) };
  }

  /**
   * A token signed by the tenant with whatever claims; `iss`, `tid`, `ver` and the times are filled in, and left out
   * where given as null.
   */
  signToken(claims: Record<string, unknown>, header: Record<string, unknown> = {}): Promise<string> {
    const { clock, issuer, directory, keys } = this.#tenant;
    const now = clock.seconds();
    const filled = { iss: issuer, iat: now, nbf: now, exp: now + 3599, tid: directory.tenantId, ver: '2.0', ...claims };
    return keys.sign(Object.fromEntries(Object.entries(filled).filter(([, value]) => value !== null)), header);
  }

  /** Ends the browser sessions of a user, or of all. */
  revokeSessions(userId?: string): void {
    this.#tenant.revokeSessions(userId);
  }

  /** Makes the refresh tokens of a user, or of all, answer AADSTS50173. */
  revokeRefreshTokens(userId?: string): void {
    this.#tenant.revokeRefreshTokens(userId);
  }

  get faults(): readonly Fault[] {
    return this.#tenant.faults.list;
  }

  addFault(fault: Fault): void {
    this.#tenant.faults.add(fault);
  }

  clearFaults(): void {
    this.#tenant.faults.clear();
  }

  /** The last thousand requests, oldest first; secrets are masked. */
  get requests(): readonly SeenRequest[] {
    return this.#tenant.requests.list;
  }

  clearRequests(): void {
    this.#tenant.requests.clear();
  }

  /**
   * The next request that matches.
   * @throws RequestWaitError when none comes in time (5000 ms by default).
   */
  waitForRequest(filter?: RequestFilter, timeoutMs?: number): Promise<SeenRequest> {
    return this.#tenant.requests.next(filter, timeoutMs);
  }
}
