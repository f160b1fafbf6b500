export type Purpose = 'sign-in' | 'sign-up' | 'reset-password' | 'second-factor';

/** A one-time passcode on its way to an address. */
interface SentCode {
  value: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  attemptsLeft: number;
}

/** The progress of a user between an app's request and the response. */
export interface Journey {
  purpose: Purpose;
  /** The email address of the account, once it was entered. */
  email?: string;
  /** The phone number that codes are sent to, if it is not that address. */
  sentTo?: string;
  /** The code that was sent last. */
  code?: SentCode;
  /** Whether the code was entered, which proves that the address belongs to the user. */
  proven: boolean;
  /** The user who has signed in and how, while they are asked whether to stay signed in. */
  signedInAs?: { accountId: string; amr?: string[] | undefined };
  /** The password of the account that is being created. */
  newPassword?: string;
}

export type BegunJourney = Journey & { email: string };

/** How long a journey is kept, in milliseconds. The same as its interaction. */
const lifetime = 3_600_000;
/** The maximum number of journeys, the same as of interactions. The oldest are dropped. */
const capacity = 5000;

/** The journeys under way, by the ID of their interaction. */
export class Journeys {
  readonly #kept = new Map<string, { journey: Journey; expiresAt: number }>();

  of(interactionId: string): Journey {
    const known = this.#kept.get(interactionId);
    if (known) return known.journey;
    for (const [id, { expiresAt }] of this.#kept) {
      // Sorted by start: if one is still alive, all later ones are.
      if (expiresAt > Date.now()) break;
      this.#kept.delete(id);
    }
    const journey: Journey = { purpose: 'sign-in', proven: false };
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= capacity && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(interactionId, { journey, expiresAt: Date.now() + lifetime });
    return journey;
  }

  get size(): number {
    return this.#kept.size;
  }

  end(interactionId: string): void {
    this.#kept.delete(interactionId);
  }

  clear(): void {
    this.#kept.clear();
  }
}

/** Starts again with an account. Drops what was proven for another account or purpose. */
export function begin(journey: Journey, purpose: Purpose, email: string): BegunJourney {
  delete journey.code;
  delete journey.sentTo;
  delete journey.signedInAs;
  delete journey.newPassword;
  return Object.assign(journey, { purpose, email, proven: false });
}
