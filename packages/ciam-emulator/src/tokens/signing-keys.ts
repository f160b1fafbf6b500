import { createHash, createPublicKey, type KeyObject, sign, type X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { makeSigningPair } from './signing-certificate.ts';

/** How many keys are published at most, once they are rotated. */
const capacity = 20;

const signWith = promisify(sign);

export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  /** The key in the key set, without the issuer. */
  jwk: Record<string, unknown>;
}

/** Creates a key with a certificate like those of real tenants. */
export async function makeSigningKey(): Promise<SigningKey> {
  const { privateKey, certificate } = await makeSigningPair();
  return signingKey(privateKey, certificate);
}

/** Combines a key with its certificate. */
export function signingKey(privateKey: KeyObject, { raw, publicKey }: X509Certificate): SigningKey {
  const kid = createHash('sha1').update(raw).digest('base64url');
  const { n, e } = publicKey.export({ format: 'jwk' });
  const jwk = { kty: 'RSA', use: 'sig', kid, x5t: kid, n, e, x5c: [raw.toString('base64')] };
  return { kid, privateKey, jwk };
}

/**
 * The first two keys of tenants without keys of their own. As with Entra, tenants in one process share them: generating
 * a key takes a quarter of a second of processor time, and test suites start many tenants.
 */
const shared: Promise<SigningKey>[] = [];

function sharedKey(at: 0 | 1): Promise<SigningKey> {
  return (shared[at] ??= makeSigningKey());
}

/** The signing keys of a tenant. Several are published, and one of them signs. They are generated in the background. */
export class SigningKeys {
  /** The active key. Generated first, because most tenants need no other. */
  #current: Promise<SigningKey>;
  /** Published but not signing: the next key and the previous ones. */
  #others: Promise<SigningKey>[];
  /** Generates the next key. */
  #makeNext: () => Promise<SigningKey>;

  /** @param kept existing keys, the active one first. Default: those of the process. */
  constructor(kept: readonly (SigningKey | Promise<SigningKey>)[] = []) {
    const [current = sharedKey(0), ...others] = kept.map(async (key) => key);
    this.#current = current;
    this.#others = others;
    this.#makeNext = kept.length === 0 ? () => sharedKey(1) : makeSigningKey;
  }

  /** Returns the published key set, with the issuer of each key. */
  async published(issuer: string): Promise<Record<string, unknown>[]> {
    if (this.#others.length === 0) this.#others.push(this.#makeNext());
    const keys = await Promise.all([this.#current, ...this.#others]);
    return keys.map(({ jwk }) => Object.assign({}, jwk, { issuer }));
  }

  /**
   * Signs with a new key from now on. Up to 19 of the previous keys stay published.
   *
   * @param forget whether to stop publishing the previous keys
   */
  async rotate(forget: boolean): Promise<string> {
    const next = makeSigningKey();
    this.#others = forget ? [] : [this.#current, ...this.#others].slice(0, capacity - 1);
    this.#current = next;
    // A forgotten key must not be published again.
    this.#makeNext = makeSigningKey;
    return (await next).kid;
  }

  /** Signs claims as a JWT, with RS256 and the active key. The given header fields override the default ones. */
  async sign(claims: object, header: object = {}): Promise<string> {
    return signJwt(await this.#current, claims, header);
  }

  /** Signs claims as a JWT with a key that is not published. */
  async signWithUnpublishedKey(claims: object): Promise<string> {
    return signJwt(await makeSigningKey(), claims, {});
  }

  /** Returns the public key of a published key. */
  async publicKey(kid: string): Promise<KeyObject | undefined> {
    const keys = await Promise.all([this.#current, ...this.#others]);
    const key = keys.find((each) => each.kid === kid);
    return key && createPublicKey(key.privateKey);
  }

  /** Waits for keys that are being generated, so that nothing continues after the tenant has ended. */
  async settle(): Promise<void> {
    await Promise.all([this.#current, ...this.#others]);
  }
}

async function signJwt({ kid, privateKey }: SigningKey, claims: object, header: object): Promise<string> {
  // Tokens of version 1 also contain the thumbprint of the certificate.
  const thumbprint = 'ver' in claims && claims.ver === '1.0' ? { x5t: kid } : {};
  const input = `${encode({ typ: 'JWT', alg: 'RS256', ...thumbprint, kid, ...header })}.${encode(claims)}`;
  const signature = await signWith('sha256', Buffer.from(input), privateKey);
  return `${input}.${signature.toString('base64url')}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
