import { relative } from 'node:path';
import type { Collection } from './collect.ts';
import { type App, root } from './repository.ts';

/** A project that is being written. */
export interface Project {
  app: App;
  name: string;
  collection: Collection;
  /** The file in `vendor/`. */
  tarball: string;
}

/** `lib/ciam-msal/fix/fix-for.ts` of `packages/ciam-msal/src/fix/fix-for.ts`. */
export function libPath(file: string): string {
  const [, name = '', , ...rest] = relative(root, file).split(/[/\\]/);
  return ['lib', name, ...rest].join('/');
}
