import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import { cookieAttributes, cookieName, readCookies, requireSecureRequest } from '../cookies.ts';
import { encryptionKey } from '../encryption-key.ts';
import { TransactionError } from '../errors.ts';
import { publishSignIn } from './sign-in-events.ts';

/** One sign-in from the click until the response: what the browser must bring back with it. */
export interface Transaction {
  /** Goes to the tenant and comes back with the response: names this transaction. */
  state: string;
  /** Goes to the tenant and must be in the ID token. */
  nonce: string;
  /** PKCE's secret half, which only the token request shows. @see RFC 7636 */
  codeVerifier: string;
  /** Where to go once signed in, on this origin. */
  returnTo: string;
  /** Ties the log lines of both halves together. A GUID. */
  correlationId: string;
}

export interface TransactionOptions {
  /** The app's own address, such as `https://www.contoso.com`; a path becomes part of the cookies' names. */
  origin: string;
  /** The first encrypts, each decrypts. */
  secrets: readonly string[];
}

/** How long a user may take at the tenant's pages. */
const lifetimeSeconds = 3600;
/** How many sign-ins one browser may have begun and not finished; the oldest gives way. */
const maxPending = 5;
/** How long their cookies may be together. With everything else they have to fit into one header line, 8 kB at nginx. */
const maxPendingLength = 4096;

const statePattern = /^[0-9a-z]{8,9}-[\w-]{22}$/;

/**
 * Sign-ins in progress, kept by the browser and not by the server: one encrypted cookie for each `state`, so tabs do not disturb
 * each other, a restart loses none, any instance can finish what another began, and a flood of sign-ins leaves nothing behind.
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
   * Begins a sign-in: sets its cookie, and returns what goes to the tenant.
   *
   * @throws InsecureRequestError when the cookie could not come back
   */
  async begin(
    req: Request,
    res: Response,
    content: Pick<Transaction, 'codeVerifier' | 'returnTo' | 'correlationId'>,
  ): Promise<Transaction> {
    requireSecureRequest(req, this.#origin);
    const [key] = this.#keys;
    if (!key) throw new TypeError('Transactions need at least one secret.');
    // The time in front makes the names of the cookies sort by age.
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

  /** Whether this browser began a sign-in that is not finished. */
  hasAny(req: Request): boolean {
    return this.#pending(req).length > 0;
  }

  /** Whether the browser sent the cookie of this state along. */
  has(req: Request, state: unknown): boolean {
    return isState(state) && readCookies(req).has(this.#prefix + state);
  }

  /**
   * Ends a sign-in, well or badly: takes its cookie away, so that it works once.
   *
   * @throws TransactionError when this browser began no sign-in with this state here within its lifetime
   */
  async finish(req: Request, res: Response, state: unknown): Promise<Transaction> {
    const value = isState(state) ? readCookies(req).get(this.#prefix + state) : undefined;
    if (!isState(state) || value === undefined) {
      throw new TransactionError(
        'transaction_unknown',
        `This browser sent no cookie of a sign-in with this state. It must use the app at ${this.#origin} and allow its cookies, ` +
          'and a proxy must not drop them.',
      );
    }
    res.clearCookie(this.#prefix + state, this.#attributes);
    const transaction = await this.#decrypt(value);
    if (transaction.state !== state) {
      throw new TransactionError('transaction_invalid', 'The cookie belongs to another sign-in than its name says.');
    }
    return transaction;
  }

  /** Drops the oldest pending sign-ins until there is room for another one of `length`. */
  #makeRoom(req: Request, res: Response, length: number): void {
    const cookies = readCookies(req);
    let kept = 1;
    let total = length;
    for (const name of this.#pending(req).toReversed()) {
      total += name.length + (cookies.get(name)?.length ?? 0);
      kept += 1;
      if (kept > maxPending || total > maxPendingLength) res.clearCookie(name, this.#attributes);
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
      'None of the session secrets opens the cookie. Instances of one app need the same secrets, and a new one goes in front of the old.';
    throw new TransactionError('transaction_invalid', message, { cause });
  }
}

function isState(value: unknown): value is string {
  return typeof value === 'string' && statePattern.test(value);
}
