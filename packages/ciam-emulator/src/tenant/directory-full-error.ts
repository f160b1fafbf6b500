/** How many users and applications there can be beside those of the configuration; a trial tenant holds as many objects. */
export const maxAdded = 10_000;

/** The directory takes no more users or applications. */
export class DirectoryFullError extends Error {
  override readonly name = 'DirectoryFullError';
  readonly code = 'directory_full';

  constructor() {
    super(`The limit of ${maxAdded} added entries is reached. Remove some, or reset the tenant.`);
  }
}
