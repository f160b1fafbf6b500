import type { AuthorizationResponse } from '../browserless/sign-in.ts';
import type { InboxMessage } from '../interactions/inbox.ts';
import type { DirectoryUser } from '../tenant/directory.ts';
import type { Application, AppRoleAssignment, PermissionGrant, User } from '../tenant/model.ts';
import type { TenantFile } from '../tenant/tenant-file.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { Fault } from './faults.ts';
import { OperationRunner } from './operation-runner.ts';
import { addApplication, removeApplication, updateApplication } from './operations/applications.ts';
import {
  addPermissionGrant,
  addRoleAssignment,
  removePermissionGrant,
  removeRoleAssignment,
} from './operations/consents.ts';
import { addFault, clearFaults } from './operations/faults.ts';
import { clearInbox, waitForMail } from './operations/inbox.ts';
import { clearRequests, waitForRequest } from './operations/requests.ts';
import { approveDeviceCode, declineDeviceCode, signIn } from './operations/sign-in.ts';
import { exportTenant, getState, reset, setClock } from './operations/tenant.ts';
import type { ClockSetting } from './operations/tenant.ts';
import { issueToken, revokeRefreshTokens, revokeSessions, rotateKeys, signToken } from './operations/tokens.ts';
import type { Fields, TokenIssue } from './operations/tokens.ts';
import { addUser, removeUser, updateUser } from './operations/users.ts';
import type { RequestFilter, SeenRequest } from './request-log.ts';
import type { TenantState } from './snapshot.ts';

/**
 * Everything a test can see and do behind the tenant's back. The same is served over HTTP under `/_emulator/`, and what it
 * is given is checked the same. A `user` is an object id or an e-mail address.
 */
export class Control {
  readonly #tenant: Tenant;
  readonly #runner: OperationRunner;

  /** @internal */
  constructor(tenant: Tenant) {
    this.#tenant = tenant;
    this.#runner = new OperationRunner(tenant);
  }

  /** What the tenant holds now. */
  state(): TenantState {
    return this.#runner.run(getState, {});
  }

  /** The tenant as it is now in the form of `tenant.json`, with users who signed up; secrets are in the local part. */
  exportTenant(): TenantFile {
    return this.#runner.run(exportTenant, {});
  }

  /** Forgets sessions, tokens, mail, faults and requests, sets the clock right, and has users and applications as configured. */
  reset(): void {
    this.#runner.run(reset, {});
  }

  /** Adds a user, or replaces the one with the same id. */
  addUser(user: User): DirectoryUser {
    return this.#runner.run(addUser, user);
  }

  updateUser(user: string, changes: Partial<Omit<User, 'id'>>): DirectoryUser {
    return this.#runner.run(updateUser, { ...changes, user });
  }

  /** Removes a user, who is then signed out everywhere. */
  removeUser(user: string): void {
    this.#runner.run(removeUser, { user });
  }

  /** Adds an application, or replaces the one with the same appId. */
  addApplication(application: Application): Application {
    return this.#runner.run(addApplication, application);
  }

  updateApplication(appId: string, changes: Partial<Omit<Application, 'appId'>>): Application {
    return this.#runner.run(updateApplication, { ...changes, appId });
  }

  /** Removes an application, with its consents and assignments. */
  removeApplication(appId: string): void {
    this.#runner.run(removeApplication, { appId });
  }

  /** Consents, as an administrator would, to permissions of an API for an application. */
  addPermissionGrant(grant: PermissionGrant): void {
    this.#runner.run(addPermissionGrant, grant);
  }

  /** Takes back all consent of an application to an API. */
  removePermissionGrant({ clientId, resourceId }: Omit<PermissionGrant, 'scope'>): void {
    this.#runner.run(removePermissionGrant, { clientId, resourceId });
  }

  /** Assigns an app role to an application or a user. */
  addRoleAssignment(assignment: AppRoleAssignment): void {
    this.#runner.run(addRoleAssignment, assignment);
  }

  removeRoleAssignment(assignment: AppRoleAssignment): void {
    this.#runner.run(removeRoleAssignment, assignment);
  }

  /** Signs a user in over the tenant's own pages, as a new browser would. @throws SignInRefusedError with a page's words. */
  async signIn(authorizeUrl: string, user: string): Promise<AuthorizationResponse> {
    return this.#runner.run(signIn, { authorizeUrl, user });
  }

  /** Enters the code that a device shows, and signs a user in for it. @throws SignInRefusedError */
  async approveDeviceCode(userCode: string, user: string): Promise<void> {
    return this.#runner.run(approveDeviceCode, { userCode, user });
  }

  /** @throws SignInRefusedError when the code is not good. */
  async declineDeviceCode(userCode: string): Promise<void> {
    return this.#runner.run(declineDeviceCode, { userCode });
  }

  /** The e-mails a real tenant would have sent, newest first. */
  get inbox(): readonly InboxMessage[] {
    return this.#tenant.inbox.messages;
  }

  /** The newest e-mail to an address, or the next. @throws WaitTimeoutError when none comes in time (5000 ms by default). */
  async waitForMail(to: string, timeoutMs?: number): Promise<InboxMessage> {
    return this.#runner.run(waitForMail, { to, timeoutMs });
  }

  clearInbox(): void {
    this.#runner.run(clearInbox, {});
  }

  /** Milliseconds since 1970, by the tenant's clock: what an API under test takes for its own `now`. */
  readonly now = (): number => this.#tenant.clock.now();

  /** @throws ClockError outside of the years 1970 to 9999. */
  setClock(setting: ClockSetting): void {
    this.#runner.run(setClock, setting);
  }

  /** Signs with a new key from now on; the keys so far stay published, unless `forget` is asked. */
  async rotateKeys(options: { forget?: boolean } = {}): Promise<{ kid: string }> {
    return this.#runner.run(rotateKeys, options);
  }

  /**
   * A token signed by the tenant with whatever claims; `iss`, `tid`, `ver` and the times are filled in, and left out
   * where given as null.
   */
  async signToken(claims: Fields, header: Fields = {}): Promise<string> {
    return (await this.#runner.run(signToken, { claims, header })).token;
  }

  /**
   * The access token that an application would receive, for a user or as itself, without the flow before it. Scopes and
   * consent count as they do there.
   * @throws EntraError with the number that the application would be refused with.
   */
  async issueToken(issue: TokenIssue): Promise<string> {
    return (await this.#runner.run(issueToken, issue)).token;
  }

  /** Ends the browser sessions of a user, or of all. */
  revokeSessions(user?: string): void {
    this.#runner.run(revokeSessions, { user });
  }

  /** Revokes the refresh tokens of a user, or of all: using one gets AADSTS50173. */
  revokeRefreshTokens(user?: string): void {
    this.#runner.run(revokeRefreshTokens, { user });
  }

  get faults(): readonly Fault[] {
    return this.#tenant.faults.list;
  }

  addFault(fault: Fault): void {
    this.#runner.run(addFault, fault);
  }

  clearFaults(): void {
    this.#runner.run(clearFaults, {});
  }

  /** The last thousand requests, oldest first; secrets are masked. */
  get requests(): readonly SeenRequest[] {
    return this.#tenant.requests.list;
  }

  clearRequests(): void {
    this.#runner.run(clearRequests, {});
  }

  /** The next request that matches. @throws WaitTimeoutError when none comes in time (5000 ms by default). */
  async waitForRequest(filter: RequestFilter = {}, timeoutMs?: number): Promise<SeenRequest> {
    return this.#runner.run(waitForRequest, { ...filter, timeoutMs });
  }
}
