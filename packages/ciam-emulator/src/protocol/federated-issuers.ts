import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { isLoopbackName } from '../server/loopback.ts';
import { entraErrors } from './entra-errors.ts';

/** The time limit for each response of an issuer, in milliseconds. */
const timeout = 5000;
/** The maximum number of issuers whose keys are kept. The oldest are dropped. */
const capacity = 100;
/** The maximum size of a response, in bytes. */
const sizeLimit = 100_000;

/** Discovers and caches the keys of other issuers. */
export class FederatedIssuers {
  readonly #keySets = new Map<string, Promise<JWTVerifyGetKey>>();

  /**
   * Returns the signing keys of an issuer.
   *
   * @throws {EntraError} 501661 when its discovery document or, later, its keys cannot be fetched
   */
  async keysOf(issuer: string): Promise<JWTVerifyGetKey> {
    const known = this.#keySets.get(issuer) ?? discover(issuer);
    this.#keySets.set(issuer, known);
    const [oldest] = this.#keySets.keys();
    if (this.#keySets.size > capacity && oldest !== undefined) this.#keySets.delete(oldest);
    try {
      return await known;
    } catch {
      this.#keySets.delete(issuer);
      throw entraErrors.federatedIssuerUnreachable(issuer);
    }
  }

  get size(): number {
    return this.#keySets.size;
  }

  clear(): void {
    this.#keySets.clear();
  }
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const response = await fetchBounded(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(timeout),
  });
  const document: unknown = await response.json();
  if (typeof document !== 'object' || document === null || !('issuer' in document) || !('jwks_uri' in document)) {
    throw new TypeError('This is not a discovery document.');
  }
  if (document.issuer !== issuer) throw new TypeError('This is the discovery document of another issuer.');
  const keys = createRemoteJWKSet(new URL(String(document.jwks_uri)), {
    // Tests rotate keys, and should not have to wait.
    cooldownDuration: 0,
    timeoutDuration: timeout,
    [customFetch]: fetchBounded,
  });
  return (header, token) =>
    keys(header, token).catch((cause: unknown) => {
      const isOfToken = cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys;
      throw isOfToken ? cause : entraErrors.federatedIssuerUnreachable(issuer);
    });
}

/** Fetches a small document from a place where it cannot be forged: over https, or from this machine. */
async function fetchBounded(url: string, init: RequestInit): Promise<Response> {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopbackName(hostname))) {
    throw new TypeError(`${url} is neither https nor on this machine.`);
  }
  const response = await fetch(url, { ...init, redirect: 'error' });
  if (response.status !== 200) throw new TypeError(`${url} responded with ${response.status}.`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > sizeLimit) throw new RangeError(`${url} is larger than ${sizeLimit} bytes.`);
    chunks.push(chunk);
  }
  return new Response(Buffer.concat(chunks));
}
