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
import { type ClockSetting, exportTenant, getState, reset, setClock } from './operations/tenant.ts';
import {
  issueToken,
  revokeRefreshTokens,
  revokeSessions,
  rotateKeys,
  signToken,
  type TokenIssue,
} from './operations/tokens.ts';
import { addUser, removeUser, updateUser } from './operations/users.ts';
import type { RequestFilter, SeenRequest } from './request-log.ts';
import type { TenantState } from './snapshot.ts';

/**
 * Lets tests inspect and change the tenant directly. The same operations are served over HTTP under `/_emulator/`, with
 * the same validation of their input. A `user` is an object ID or an email address.
 */
export class Control {
  readonly #tenant: Tenant;
  readonly #runner: OperationRunner;

  /** @internal */
  constructor(tenant: Tenant) {
    this.#tenant = tenant;
    this.#runner = new OperationRunner(tenant);
  }

  /** Returns the current state of the tenant. */
  state(): TenantState {
    return this.#runner.run(getState, {});
  }

  /** Exports the tenant in the form of `tenant.json`, with users who signed up. Secrets are in the local part. */
  exportTenant(): TenantFile {
    return this.#runner.run(exportTenant, {});
  }

  /** Clears sessions, tokens, mail, faults and requests, resets the clock, and restores the configured entries. */
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

  /** Removes a user and signs them out everywhere. */
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

  /** Grants an application permissions of an API, as an administrator's consent does. */
  addPermissionGrant(grant: PermissionGrant): void {
    this.#runner.run(addPermissionGrant, grant);
  }

  /** Revokes all consent of an application to an API. */
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

  /** Signs a user in through the tenant's own pages. @throws {SignInRefusedError} with the page's message */
  async signIn(authorizeUrl: string, user: string): Promise<AuthorizationResponse> {
    return this.#runner.run(signIn, { authorizeUrl, user });
  }

  /** Enters a device code and signs a user in for it. @throws {SignInRefusedError} with the page's message */
  async approveDeviceCode(userCode: string, user: string): Promise<void> {
    return this.#runner.run(approveDeviceCode, { userCode, user });
  }

  /** Enters a device code and declines. @throws {SignInRefusedError} when the code is invalid */
  async declineDeviceCode(userCode: string): Promise<void> {
    return this.#runner.run(declineDeviceCode, { userCode });
  }

  /** The emails that a real tenant would have sent, newest first. */
  get inbox(): readonly InboxMessage[] {
    return this.#tenant.inbox.messages;
  }

  /** Returns the newest email to an address, or waits 5,000 ms by default for one. @throws {WaitTimeoutError} */
  async waitForMail(to: string, timeoutMs?: number): Promise<InboxMessage> {
    return this.#runner.run(waitForMail, { to, timeoutMs });
  }

  clearInbox(): void {
    this.#runner.run(clearInbox, {});
  }

  /** The tenant's time in milliseconds since 1970. Use it as the `now` of an API under test. */
  readonly now = (): number => this.#tenant.clock.now();

  /** Sets, stops or resets the tenant's clock. @throws {ClockError} outside the years 1970 to 9999 */
  setClock(setting: ClockSetting): void {
    this.#runner.run(setClock, setting);
  }

  /** Signs with a new key from now on. The previous keys stay published, unless `forget` is set. */
  async rotateKeys(options: { forget?: boolean } = {}): Promise<{ kid: string }> {
    return this.#runner.run(rotateKeys, options);
  }

  /** Signs a token with any claims. `iss`, `tid`, `ver` and the times have defaults, and are left out if null. */
  async signToken(claims: Record<string, unknown>, header: Record<string, unknown> = {}): Promise<string> {
    return (await this.#runner.run(signToken, { claims, header })).token;
  }

  /**
   * Issues the access token that the flow would give an application, for a user or as itself, with the same checks.
   *
   * @throws {EntraError} with the number that the application would be refused with
   */
  async issueToken(issue: TokenIssue): Promise<string> {
    return (await this.#runner.run(issueToken, issue)).token;
  }

  /** Ends the browser sessions of a user, or of all users. */
  revokeSessions(user?: string): void {
    this.#runner.run(revokeSessions, { user });
  }

  /** Revokes the refresh tokens of a user, or of all users. Using one then fails with AADSTS50173. */
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

  /** The last thousand requests, oldest first, with secrets masked. */
  get requests(): readonly SeenRequest[] {
    return this.#tenant.requests.list;
  }

  clearRequests(): void {
    this.#runner.run(clearRequests, {});
  }

  /** Waits, 5,000 ms by default, for the next request that matches. @throws {WaitTimeoutError} */
  async waitForRequest(filter: RequestFilter = {}, timeoutMs?: number): Promise<SeenRequest> {
    return this.#runner.run(waitForRequest, { ...filter, timeoutMs });
  }
}
