import { ControlInputError } from './control-errors.ts';

/** The endpoints at which a fault can happen. */
export const endpointNames = ['discovery', 'keys', 'authorize', 'token', 'devicecode', 'logout'] as const;
export type EndpointName = (typeof endpointNames)[number];

export const tokenFaultKinds = [
  'wrong_issuer',
  'bad_signature',
  'unknown_kid',
  'expired_token',
  'future_token',
  'wrong_nonce',
  'claims',
] as const;
export type TokenFaultKind = (typeof tokenFaultKinds)[number];

interface When {
  endpoint: EndpointName;
  /** Limits the fault to requests of this application. */
  clientId?: string;
  /** Limits the fault to token requests with this `grant_type`, such as `refresh_token`. */
  grantType?: string;
  /** How many requests pass before the fault happens. Default: 0. */
  after?: number;
  /** How often it happens. Default: without limit. */
  times?: number;
  /** The probability of the fault, from 0 to 1. Default: 1. */
  probability?: number;
}

/** A deliberate failure. */
export type Fault = When &
  (
    | { kind: 'status'; status: number; retryAfterSeconds?: number }
    | ErrorFault
    | { kind: 'delay'; milliseconds: number }
    | { kind: 'html'; status?: number }
    | { kind: 'reset' | 'truncate' | 'slow_down' }
    | ResponseFault
    | { kind: 'change'; body: object }
    | TokenFaultOf
  );

/** An error in Entra's format. The authorization endpoint sends it to the app's redirect URI. */
export interface ErrorFault {
  kind: 'error';
  error: string;
  /** The AADSTS number. */
  number: number;
  description: string;
  status?: number;
  suberror?: string;
  /** A claims challenge, which the app sends back as its `claims` parameter. */
  claims?: string;
}

/** A request looks through all of them. */
const capacity = 1000;

/** A fault of tokens. `claims` changes the claims, and the signature fits. */
type TokenFaultOf = { kind: Exclude<TokenFaultKind, 'claims'> } | { kind: 'claims'; claims: object };

/** A whole response. */
export interface ResponseFault {
  kind: 'response';
  status: number;
  headers?: Record<string, string>;
  /** A text, or anything else as JSON. Default: nothing. */
  body?: unknown;
}

export type TokenFault = Extract<Fault, { kind: TokenFaultKind }>;
type RequestFault = Exclude<Fault, TokenFault>;

/** The request that a fault could happen to. */
export interface FaultTarget {
  endpoint: EndpointName;
  clientId?: string | undefined;
  grantType?: string | undefined;
}

/** The faults of a tenant. A request meets the first one that matches, in the order in which they were added. */
export class Faults {
  #faults: Fault[] = [];
  readonly #random: () => number;

  /** @param random returns numbers from 0 up to 1, for faults with a probability */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  get list(): readonly Fault[] {
    return this.#faults;
  }

  /** @throws ControlInputError when there are a thousand. */
  add(fault: Fault): void {
    if (this.#faults.length >= capacity) {
      throw new ControlInputError([`the input: expected at most ${capacity} faults at a time. Clear them first`]);
    }
    this.#faults.push({ ...fault });
  }

  clear(): void {
    this.#faults = [];
  }

  /** Returns the fault that happens to this request before its tokens are created. */
  takeForRequest(target: FaultTarget): RequestFault | undefined {
    for (const fault of this.#of(target)) {
      if (!isTokenFault(fault)) {
        if (this.#happens(fault)) return fault;
      } else if (!fault.after && fault.probability === undefined) {
        // This token fault is next, so later faults wait for another request.
        return undefined;
      }
    }
    return undefined;
  }

  /**
   * Returns the fault of this request's tokens. Called only if there are tokens, so that a redirect does not use the
   * fault up.
   */
  takeForTokens(target: FaultTarget): TokenFault | undefined {
    return this.#of(target)
      .filter((fault) => isTokenFault(fault))
      .find((fault) => this.#happens(fault));
  }

  #of({ endpoint, clientId, grantType }: FaultTarget): Fault[] {
    return this.#faults.filter(
      (fault) =>
        fault.endpoint === endpoint &&
        (fault.clientId === undefined || fault.clientId.toLowerCase() === clientId?.toLowerCase()) &&
        (fault.grantType === undefined || fault.grantType === grantType),
    );
  }

  #happens(fault: Fault): boolean {
    if (this.#random() >= (fault.probability ?? 1)) return false;
    if (fault.after) {
      fault.after -= 1;
      return false;
    }
    if (fault.times !== undefined) fault.times -= 1;
    if (fault.times === 0) this.#faults = this.#faults.filter((other) => other !== fault);
    return true;
  }
}

function isTokenFault(fault: Fault): fault is TokenFault {
  return tokenFaultKinds.some((kind) => kind === fault.kind);
}
