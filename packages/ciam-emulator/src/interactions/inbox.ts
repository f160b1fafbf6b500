import { Arrivals } from '../control/arrivals.ts';

/** A message that a real tenant would send by e-mail. */
export interface InboxMessage {
  /** The address it is for. */
  to: string;
  subject: string;
  /** The one-time passcode in it. */
  code: string;
  /** ISO 8601, by the tenant's clock. */
  sentAt: string;
}

/** How many messages are kept; the oldest go first. */
const capacity = 1000;

/** Where the e-mails of a tenant end up, newest first. */
export class Inbox {
  #messages: InboxMessage[] = [];
  readonly #arrivals = new Arrivals<InboxMessage>();

  get messages(): readonly InboxMessage[] {
    return this.#messages;
  }

  /** The messages to one address, in any case, newest first. */
  to(address: string): InboxMessage[] {
    return this.#messages.filter(({ to }) => to === address.toLowerCase());
  }

  send(message: Omit<InboxMessage, 'sentAt'>): void {
    const sent = { ...message, sentAt: new Date(Date.now()).toISOString() };
    this.#messages = [sent, ...this.#messages].slice(0, capacity);
    this.#arrivals.announce(sent);
  }

  /**
   * The newest message to an address; where there is none, the first one that comes.
   * @throws WaitTimeoutError after `timeoutMs`.
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
