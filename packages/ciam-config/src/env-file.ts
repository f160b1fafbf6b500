/** A small entry point for programs that read few settings: it does not load discovery and its dependencies. */
export { isRefusedByBrowsers } from './browser-ports.ts';
export { ConfigurationError } from './configuration-error.ts';
export { decodeText } from './decode-text.ts';
export { readEnvironmentFile, withoutEmpty } from './environment-files.ts';
export { isHost } from './loopback.ts';
export { isSimilar } from './similar-name.ts';
export { shortWords, shownPath } from './short-words.ts';
export { isWorkspaceOf } from './workspace.ts';
