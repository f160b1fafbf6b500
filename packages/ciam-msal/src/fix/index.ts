/** Explains errors to people. A separate entry point, because a successful run does not need it. */
export type { ErrorKind, FixEntry } from './fix-entry.ts';
export { type Fix, fixFor, fixTable, fixText } from './fix-for.ts';
