import type { ArgumentsCamelCase } from 'yargs';

/** What a command is called with. */
export type Options<T> = ArgumentsCamelCase<T>;
