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

  get messages(): readonly InboxMessage[] {
    return this.#messages;
  }

  send(message: Omit<InboxMessage, 'sentAt'>): void {
    const sent = { ...message, sentAt: new Date(Date.now()).toISOString() };
    this.#messages = [sent, ...this.#messages].slice(0, capacity);
  }

  clear(): void {
    this.#messages = [];
  }
}
