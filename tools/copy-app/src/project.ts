import { relative } from 'node:path';
import type { Collection } from './collect.ts';
import { type App, root } from './repository.ts';

/** The project to write. */
export interface Project {
  app: App;
  name: string;
  collection: Collection;
  /** The name of the emulator's tarball in `vendor/`. */
  tarball: string;
}

/** Converts `packages/ciam-msal/src/fix/fix-for.ts` to `lib/ciam-msal/fix/fix-for.ts`. */
export function libPath(file: string): string {
  const [, name = '', , ...rest] = relative(root, file).split(/[/\\]/);
  return ['lib', name, ...rest].join('/');
}
