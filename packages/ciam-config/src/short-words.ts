/**
 * A sentence about a command line, safe to print: a long word becomes "…", since it may be a secret that was pasted there. Names
 * of commands and options are shorter.
 */
export function shortWords(text: string): string {
  return text.replace(/\S{20,}/g, '…');
}
