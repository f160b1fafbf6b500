/** What to tell a person about an error: apart from the rest, because a run that works needs none of it. */
export type { ErrorKind, FixEntry } from './fix-entry.ts';
export { type Fix, fixFor, fixTable, fixText } from './fix-for.ts';
