import { createHash, createPublicKey, sign } from 'node:crypto';
import type { KeyObject, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';

import { makeSigningPair } from './signing-certificate.ts';

const signWith = promisify(sign);

export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  /** As the key set shows it, but for the issuer. */
  jwk: Record<string, unknown>;
}

/** A new key, under a certificate as real tenants publish it. */
export async function makeSigningKey(): Promise<SigningKey> {
  const { privateKey, certificate } = await makeSigningPair();
  return signingKey(privateKey, certificate);
}

/** A key and the certificate that it is published under. */
export function signingKey(privateKey: KeyObject, { raw, publicKey }: X509Certificate): SigningKey {
  const kid = createHash('sha1').update(raw).digest('base64url');
  const { n, e } = publicKey.export({ format: 'jwk' });
  const jwk = { kty: 'RSA', use: 'sig', kid, x5t: kid, n, e, x5c: [raw.toString('base64')] };
  return { kid, privateKey, jwk };
}

/**
 * The first two keys of tenants that were given none. As Entra's, the tenants of one process share them: a key costs a quarter of a
 * second of processor time, and a suite of tests starts many tenants.
 */
const shared: Promise<SigningKey>[] = [];

function sharedKey(at: 0 | 1): Promise<SigningKey> {
  return (shared[at] ??= makeSigningKey());
}

/** The keys a tenant signs with: several are published, one of them signs. They are made in the background. */
export class SigningKeys {
  /** What a token is signed with; made first, because most tenants never need more. */
  #current: Promise<SigningKey>;
  /** Published and not signing: the key to come, and those that were. */
  #others: Promise<SigningKey>[];
  /** Makes the key to come. */
  #makeNext: () => Promise<SigningKey>;

  /** @param kept keys of before, the signing one first; those of the process when absent. */
  constructor(kept: readonly (SigningKey | Promise<SigningKey>)[] = []) {
    const [current = sharedKey(0), ...others] = kept.map(async (key) => key);
    this.#current = current;
    this.#others = others;
    this.#makeNext = kept.length === 0 ? () => sharedKey(1) : makeSigningKey;
  }

  /** The key set as the tenant publishes it, with the issuer each key is for. */
  async published(issuer: string): Promise<Record<string, unknown>[]> {
    if (this.#others.length === 0) this.#others.push(this.#makeNext());
    const keys = await Promise.all([this.#current, ...this.#others]);
    return keys.map(({ jwk }) => Object.assign({}, jwk, { issuer }));
  }

  /**
   * Signs with a new key from now on.
   * @param forget whether the keys so far are no longer published.
   */
  async rotate(forget: boolean): Promise<string> {
    const next = makeSigningKey();
    this.#others = forget ? [] : [this.#current, ...this.#others];
    this.#current = next;
    // A key that was forgotten is not published again.
    this.#makeNext = makeSigningKey;
    return (await next).kid;
  }

  /** A JWT over the claims, signed with RS256 by the current key; header fields given win over its own. */
  async sign(claims: object, header: object = {}): Promise<string> {
    return signJwt(await this.#current, claims, header);
  }

  /** A JWT signed by a key that cannot be looked up. */
  async signWithUnpublishedKey(claims: object): Promise<string> {
    return signJwt(await makeSigningKey(), claims, {});
  }

  /** The public half of a key that is published. */
  async publicKey(kid: string): Promise<KeyObject | undefined> {
    const keys = await Promise.all([this.#current, ...this.#others]);
    const key = keys.find((each) => each.kid === kid);
    return key && createPublicKey(key.privateKey);
  }

  /** Waits for keys in the making, so that nothing runs on after the tenant has ended. */
  async settle(): Promise<void> {
    await Promise.all([this.#current, ...this.#others]);
  }
}

async function signJwt({ kid, privateKey }: SigningKey, claims: object, header: object): Promise<string> {
  // Tokens of version 1 name the certificate as well.
  const thumbprint = 'ver' in claims && claims.ver === '1.0' ? { x5t: kid } : {};
  const input = `${encode({ typ: 'JWT', alg: 'RS256', ...thumbprint, kid, ...header })}.${encode(claims)}`;
  const signature = await signWith('sha256', Buffer.from(input), privateKey);
  return `${input}.${signature.toString('base64url')}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
