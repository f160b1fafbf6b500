import { existsSync } from 'node:fs';

/**
 * Makes a message about a command line safe to print. Long words become "…", because they may be secrets that were
 * pasted by mistake; names of commands and options are shorter.
 */
export function shortWords(text: string): string {
  return text.replace(/\S{20,}/g, '…');
}

/** Returns a path that a user typed if it exists, or if it is too short to hide a secret; otherwise "The file". */
export function shownPath(path: string): string {
  const isShort = path.split(/[/\\]/).every(({ length }) => length < 20);
  // Base64 may contain slashes, so short parts do not rule out a secret.
  const isEncoded = path.length >= 44 && [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(path));
  return (isShort && !isEncoded) || existsSync(path) ? path : 'The file';
}
