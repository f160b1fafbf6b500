/** What was entered on a page is not accepted; the page is shown again with the message. */
export class EntryRefusedError extends Error {
  override readonly name = 'EntryRefusedError';
  readonly code = 'entry_refused';
  /** The field it is about; the whole form when absent. */
  readonly field: string | undefined;

  constructor(message: string, field?: string) {
    super(message);
    this.field = field;
  }
}
