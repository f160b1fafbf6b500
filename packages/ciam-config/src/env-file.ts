/** `.env` files, folders and what is typed, for programs that read few settings, without discovery and what it stands on. */
export { ConfigurationError } from './configuration-error.ts';
export { readEnvironmentFile, withoutEmpty } from './environment-files.ts';
export { isHost } from './loopback.ts';
export { shortWords, shownPath } from './short-words.ts';
export { isWorkspaceOf } from './workspace.ts';
