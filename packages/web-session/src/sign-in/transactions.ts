import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import { cookieAttributes, cookieName, readCookies, requireSecureRequest } from '../cookies.ts';
import { encryptionKey } from '../encryption-key.ts';
import { TransactionError } from '../errors.ts';
import { publishSignIn } from './sign-in-events.ts';

/** A sign-in from the click to the response: the values that the browser must bring back. */
export interface Transaction {
  /** Identifies this transaction. It is sent to the tenant and comes back with the response. */
  state: string;
  /** Sent to the tenant, and must be in the ID token. */
  nonce: string;
  /**
   * The code verifier of PKCE, which is sent only with the token request. @see https://www.rfc-editor.org/rfc/rfc7636
   */
  codeVerifier: string;
  /** The path on this origin to open after the sign-in. */
  returnTo: string;
  /** A GUID that connects the log lines of both halves. */
  correlationId: string;
}

export interface TransactionOptions {
  /** The app's address, such as `https://www.contoso.com`. A path becomes part of the cookies' names. */
  origin: string;
  /** The first secret encrypts, and all decrypt. */
  secrets: readonly string[];
}

/** How long a user may take on the tenant's pages. */
const lifetimeSeconds = 3600;
/** The maximum number of unfinished sign-ins in one browser. A new one drops the oldest. */
const maxPending = 5;
/** The maximum total length of their cookies. All cookies have to fit into one header line, which is 8 kB in nginx. */
const maxPendingLength = 4096;
/** The same with every other cookie of the host, which may be those of another app. */
const maxCookiesLength = 7168;

const statePattern = /^[0-9a-z]{8,9}-[\w-]{22}$/;

/**
 * Sign-ins in progress, kept in the browser instead of the server: one encrypted cookie for each `state`. So tabs do
 * not interfere, a restart loses nothing, any instance can finish a sign-in, and a flood of sign-ins uses no memory.
 */
export class Transactions {
  readonly #origin: string;
  readonly #keys: Uint8Array[];
  readonly #prefix: string;
  readonly #attributes: ReturnType<typeof cookieAttributes>;

  constructor({ origin, secrets }: TransactionOptions) {
    this.#origin = origin;
    this.#keys = secrets.map((secret) => encryptionKey(secret, 'sign-in transaction'));
    this.#prefix = cookieName(origin, 'signin') + '.';
    this.#attributes = cookieAttributes(origin);
  }

  /**
   * Starts a sign-in: sets its cookie, and returns the values to send to the tenant.
   *
   * @throws {InsecureRequestError} when the browser would not send the cookie back
   */
  async begin(
    req: Request,
    res: Response,
    content: Pick<Transaction, 'codeVerifier' | 'returnTo' | 'correlationId'>,
  ): Promise<Transaction> {
    requireSecureRequest(req, this.#origin);
    const [key] = this.#keys;
    if (!key) throw new TypeError('Transactions need at least one secret.');
    // The time comes first, so that the names of the cookies sort by age.
    const state = `${Date.now().toString(36)}-${randomBytes(16).toString('base64url')}`;
    const transaction = { ...content, state, nonce: randomBytes(16).toString('base64url') };
    const value = await new EncryptJWT({ ...transaction })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setExpirationTime(`${lifetimeSeconds}s`)
      .encrypt(key);
    this.#makeRoom(req, res, this.#prefix.length + state.length + value.length);
    res.cookie(this.#prefix + state, value, { ...this.#attributes, maxAge: lifetimeSeconds * 1000 });
    publishSignIn({ step: 'begun' });
    return transaction;
  }

  /** Whether this browser has an unfinished sign-in. */
  hasAny(req: Request): boolean {
    return this.#pending(req).length > 0;
  }

  /** Whether the browser sent the cookie of this state. */
  has(req: Request, state: unknown): boolean {
    return isState(state) && readCookies(req).has(this.#prefix + state);
  }

  /**
   * Ends a sign-in, whatever its outcome, and clears its cookie so that it works once.
   *
   * @throws {TransactionError} when this browser did not start a sign-in with this state here within its lifetime
   */
  async finish(req: Request, res: Response, state: unknown): Promise<Transaction> {
    const value = isState(state) ? readCookies(req).get(this.#prefix + state) : undefined;
    if (!isState(state) || value === undefined) {
      throw new TransactionError(
        'transaction_unknown',
        `This browser sent no cookie for this sign-in. It must use the app at ${this.#origin} and allow cookies, ` +
          'and a proxy must not drop them.',
      );
    }
    res.clearCookie(this.#prefix + state, this.#attributes);
    const transaction = await this.#decrypt(value);
    if (transaction.state !== state) {
      throw new TransactionError('transaction_invalid', 'The cookie does not belong to the sign-in in its name.');
    }
    return transaction;
  }

  /** Drops the oldest pending sign-ins until there is room for another one of `length`. */
  #makeRoom(req: Request, res: Response, length: number): void {
    const cookies = readCookies(req);
    const lengthOf = (name: string): number => name.length + (cookies.get(name)?.length ?? 0);
    const pending = this.#pending(req).toReversed();
    const others = [...cookies.keys()].filter((name) => !pending.includes(name));
    const room = maxCookiesLength - others.map(lengthOf).reduce((sum, each) => sum + each, 0);
    let kept = 1;
    let total = length;
    for (const name of pending) {
      total += lengthOf(name);
      kept += 1;
      if (kept > maxPending || total > Math.min(maxPendingLength, room)) res.clearCookie(name, this.#attributes);
    }
  }

  #pending(req: Request): string[] {
    const ours = (name: string): boolean => name.startsWith(this.#prefix) && isState(name.slice(this.#prefix.length));
    return [...readCookies(req).keys()].filter(ours).sort();
  }

  async #decrypt(value: string): Promise<Transaction> {
    let cause: unknown;
    for (const key of this.#keys) {
      try {
        const { payload } = await jwtDecrypt<Transaction>(value, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        });
        return payload;
      } catch (error) {
        if (error instanceof errors.JWTExpired) {
          throw new TransactionError('transaction_unknown', 'This sign-in took too long.', { cause: error });
        }
        cause = error;
      }
    }
    const message =
      'No session secret decrypts the cookie. All instances of an app need the same secrets, with a new one in front of the old.';
    throw new TransactionError('transaction_invalid', message, { cause });
  }
}

function isState(value: unknown): value is string {
  return typeof value === 'string' && statePattern.test(value);
}
