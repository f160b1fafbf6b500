/** The input on a page is not accepted. The page is shown again with the message. */
export class EntryRefusedError extends Error {
  override readonly name = 'EntryRefusedError';
  readonly code = 'entry_refused';
  /** The field that the message is about. Absent for the whole form. */
  readonly field: string | undefined;

  constructor(message: string, field?: string) {
    super(message);
    this.field = field;
  }
}
