import type { ArgumentsCamelCase } from 'yargs';

/** The parsed options of a command. */
export type Options<T> = ArgumentsCamelCase<T>;
