import { Arrivals } from '../control/arrivals.ts';

/** A message that a real tenant would send by email. */
export interface InboxMessage {
  /** The recipient's address. */
  to: string;
  subject: string;
  /** The one-time passcode in it. */
  code: string;
  /** ISO 8601, by the tenant's clock. */
  sentAt: string;
}

/** The maximum number of messages. The oldest are dropped. */
const capacity = 1000;

/** Collects the emails of a tenant, newest first. */
export class Inbox {
  #messages: InboxMessage[] = [];
  readonly #arrivals = new Arrivals<InboxMessage>();

  get messages(): readonly InboxMessage[] {
    return this.#messages;
  }

  /** Returns the messages to one address, ignoring case, newest first. */
  to(address: string): InboxMessage[] {
    return this.#messages.filter(({ to }) => to === address.toLowerCase());
  }

  send(message: Omit<InboxMessage, 'sentAt'>): void {
    const sent = { ...message, sentAt: new Date(Date.now()).toISOString() };
    this.#messages = [sent, ...this.#messages].slice(0, capacity);
    this.#arrivals.announce(sent);
  }

  /**
   * Returns the newest message to an address, or waits for the first one.
   *
   * @throws {WaitTimeoutError} after `timeoutMs` milliseconds
   */
  async waitFor(address: string, timeoutMs?: number): Promise<InboxMessage> {
    const [newest] = this.to(address);
    const isFor = ({ to }: InboxMessage) => to === address.toLowerCase();
    return newest ?? this.#arrivals.next(`message to ${address}`, isFor, timeoutMs);
  }

  clear(): void {
    this.#messages = [];
  }
}
