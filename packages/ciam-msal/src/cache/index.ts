/** Keeps tokens between runs, for programs of a single user. */
export { createTokenCacheFile, type TokenCacheFile } from './token-cache-file.ts';
export { tokenCachePath } from './token-cache-path.ts';
