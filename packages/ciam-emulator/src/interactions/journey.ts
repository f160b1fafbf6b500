export type Purpose = 'sign-in' | 'sign-up' | 'reset-password' | 'second-factor';

/** A one-time passcode on its way to an address. */
interface SentCode {
  value: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  attemptsLeft: number;
}

/** How far a user has come between an app's request and the response. */
export interface Journey {
  purpose: Purpose;
  /** The account it is about, once entered. */
  email?: string;
  /** Where codes go that do not go to that address: a phone number. */
  sentTo?: string;
  /** The code that was sent last. */
  code?: SentCode;
  /** The code was entered: the address belongs to the user. */
  proven: boolean;
  /** Who has proven who they are, and how, and is asked whether to stay signed in. */
  signedInAs?: { accountId: string; amr?: string[] | undefined };
  /** The password of the account that is being created. */
  newPassword?: string;
}

export type BegunJourney = Journey & { email: string };

/** How long a journey is kept, as long as its interaction: milliseconds. */
const lifetime = 3_600_000;
/** How many are kept at most, as many as there are interactions; the one that began longest ago goes first. */
export const capacity = 5000;

/** The journeys under way, by the id of their interaction. */
export class Journeys {
  readonly #kept = new Map<string, { journey: Journey; expiresAt: number }>();

  of(interactionId: string): Journey {
    const known = this.#kept.get(interactionId);
    if (known) return known.journey;
    for (const [id, { expiresAt }] of this.#kept) {
      // Kept in the order they began: behind the first that lives, all do.
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

/** Starts over with an account; nothing that was proven for another one, or for another purpose, stays. */
export function begin(journey: Journey, purpose: Purpose, email: string): BegunJourney {
  delete journey.code;
  delete journey.sentTo;
  delete journey.signedInAs;
  delete journey.newPassword;
  return Object.assign(journey, { purpose, email, proven: false });
}
