import { createRemoteJWKSet, customFetch, errors } from 'jose';
import type { JWTVerifyGetKey } from 'jose';

import { isLoopbackName } from '../server/loopback.ts';
import { entraErrors } from './entra-errors.ts';

/** Milliseconds that an issuer has for each response. */
const timeout = 5000;
/** How many issuers' keys are kept; those found longest ago go first. */
const capacity = 100;
/** Bytes of a response that are read before it is refused. */
const sizeLimit = 100_000;

/** The keys of other issuers, found by their discovery documents and kept. */
export class FederatedIssuers {
  readonly #keySets = new Map<string, Promise<JWTVerifyGetKey>>();

  /**
   * The keys that an issuer signs with.
   * @throws EntraError 501661 when its discovery document cannot be had; so do the keys when they cannot.
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
    // A test that rotates keys does not wait.
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

/** Fetches a small document from where documents cannot be forged: over https, or from this machine. */
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
