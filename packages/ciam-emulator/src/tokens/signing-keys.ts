import { createHash, generateKeyPair, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

import { makeCertificate } from './certificate.ts';

const makeKeyPair = promisify(generateKeyPair);
const signWith = promisify(sign);

interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  /** As the key set shows it, but for the issuer. */
  jwk: Record<string, unknown>;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

async function makeSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await makeKeyPair('rsa', { modulusLength: 2048 });
  const certificate = makeCertificate({
    commonName: 'accounts.accesscontrol.windows.net',
    key: privateKey,
    notBefore: new Date('2020-01-01'),
    notAfter: new Date('2049-12-31'),
  });
  const kid = createHash('sha1').update(certificate).digest('base64url');
  const { n, e } = publicKey.export({ format: 'jwk' });
  return {
    kid,
    privateKey,
    jwk: { kty: 'RSA', use: 'sig', kid, x5t: kid, n, e, x5c: [certificate.toString('base64')] },
  };
}

/** The keys a tenant signs with: several are published, the first of them signs. Made in the background. */
export class SigningKeys {
  #keys: Promise<SigningKey[]>;

  constructor() {
    this.#keys = Promise.all([makeSigningKey(), makeSigningKey()]);
  }

  /** The key set as the tenant publishes it, with the issuer each key is for. */
  async published(issuer: string): Promise<Record<string, unknown>[]> {
    return (await this.#keys).map(({ jwk }) => Object.assign({}, jwk, { issuer }));
  }

  /** A JWT over the claims, signed with RS256 by the current key; header fields given win over its own. */
  async sign(claims: object, header: object = {}): Promise<string> {
    const [current] = await this.#keys;
    if (!current) throw new Error('There is no signing key.');
    const input = `${encode({ typ: 'JWT', alg: 'RS256', kid: current.kid, ...header })}.${encode(claims)}`;
    const signature = await signWith('sha256', Buffer.from(input), current.privateKey);
    return `${input}.${signature.toString('base64url')}`;
  }
}
