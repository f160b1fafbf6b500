/** Tokens that outlive a run, for programs of one user. */
export { createTokenCacheFile, type TokenCacheFile } from './token-cache-file.ts';
export { tokenCachePath } from './token-cache-path.ts';
