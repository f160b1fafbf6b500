import type { DevEnv } from '../../src/dev-env.ts';
import type { Traveller } from './traveller.ts';

/** A way over the tenant's pages to its end, over everything that is refused on the way. */
export type Journey = (traveller: Traveller, devEnv: DevEnv) => Promise<void>;
