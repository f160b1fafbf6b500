/** `.env` files for programs that read few settings, without discovery and what it stands on. */
export { ConfigurationError } from './configuration-error.ts';
export { readEnvironmentFile } from './environment-files.ts';
export { isWorkspaceOf } from './workspace.ts';
