import { resolve } from 'node:path';

/** The root folder of this repository. */
export const root: string = resolve(import.meta.dirname, '../../..');
