import { existsSync } from 'node:fs';

/**
 * A sentence about a command line, safe to print: a long word becomes "…", since it may be a secret that was pasted there. Names
 * of commands and options are shorter.
 */
export function shortWords(text: string): string {
  return text.replace(/\S{20,}/g, '…');
}

/** A path that was typed, as it is where there is something; otherwise only when no part of it is as long as a secret. */
export function shownPath(path: string): string {
  const isShort = path.split(/[/\\]/).every(({ length }) => length < 20);
  // Base64 has slashes, too.
  const isEncoded = path.length >= 44 && [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(path));
  return (isShort && !isEncoded) || existsSync(path) ? path : 'The file';
}
