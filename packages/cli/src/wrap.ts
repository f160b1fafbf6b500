import wrapAnsi from 'wrap-ansi';

/**
 * Breaks a text into lines of at most so many columns, at blanks; wide characters count as two.
 *
 * @param hard whether a word longer than a line is broken, too
 */
export function wrap(text: string, columns: number, { hard = false }: { hard?: boolean } = {}): string[] {
  return wrapAnsi(text, columns, { hard, trim: false })
    .split('\n')
    .map((line) => line.trimEnd());
}
