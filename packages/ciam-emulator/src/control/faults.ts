/** The places where a fault can happen. */
export const endpointNames = ['discovery', 'keys', 'authorize', 'token', 'devicecode', 'logout'] as const;
export type EndpointName = (typeof endpointNames)[number];

export const tokenFaultKinds = [
  'wrong_issuer',
  'bad_signature',
  'unknown_kid',
  'expired_token',
  'future_token',
  'wrong_nonce',
] as const;
export type TokenFaultKind = (typeof tokenFaultKinds)[number];

interface When {
  endpoint: EndpointName;
  /** How often it happens; without end when absent. */
  times?: number;
  /** From 0 to 1; always when absent. */
  probability?: number;
}

/** Something that goes wrong on purpose. */
export type Fault = When &
  (
    | { kind: 'status'; status: number; retryAfterSeconds?: number }
    | { kind: 'error'; error: string; number: number; description: string; status?: number; suberror?: string }
    | { kind: 'delay'; milliseconds: number }
    | { kind: 'html'; status?: number }
    | { kind: 'reset' | 'truncate' | 'slow_down' }
    | { kind: TokenFaultKind }
  );

/** The faults that a tenant was told to have. */
export class Faults {
  #faults: Fault[] = [];
  readonly #random: () => number;

  /** @param random gives numbers from 0 up to 1, for faults with a probability. */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  get list(): readonly Fault[] {
    return this.#faults;
  }

  add(fault: Fault): void {
    this.#faults.push({ ...fault });
  }

  clear(): void {
    this.#faults = [];
  }

  /** The faults that happen to this request; those counted are counted down. */
  take(endpoint: EndpointName): Fault[] {
    if (this.#faults.length === 0) return [];
    const taken = this.#faults.filter(
      (fault) => fault.endpoint === endpoint && this.#random() < (fault.probability ?? 1) && fault.times !== 0,
    );
    for (const fault of taken) if (fault.times !== undefined) fault.times -= 1;
    this.#faults = this.#faults.filter(({ times }) => times !== 0);
    return taken;
  }
}

export function isTokenFault(kind: string): kind is TokenFaultKind {
  return tokenFaultKinds.some((known) => known === kind);
}
