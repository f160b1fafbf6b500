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

/**
 * Text for people, within the width of a terminal: what follows a label and two blanks stays in its column. In a pipe lines
 * are as long as they are. Words longer than a line, such as addresses, are left to the terminal.
 */
export function fit(text: string, { isTTY, columns }: { isTTY?: boolean; columns?: number }): string {
  if (isTTY !== true || !columns) return text;
  return text
    .split('\n')
    .flatMap((line) => fitLine(line, columns))
    .join('\n');
}

function fitLine(line: string, columns: number): string[] {
  if (line.length <= columns) return [line];
  const [, indent = '', label = ''] = /^(\s*(?:- )?)(\S.*?\s{2,}(?=\S))?/.exec(line) ?? [];
  const column = indent.length + label.length;
  const longest = Math.max(
    ...line
      .slice(column)
      .split(' ')
      .map((word) => word.length),
  );
  const hasRoom = column <= columns / 2 && column + longest <= columns;
  const hang = label === '' || hasRoom ? column : indent.length + 2;
  const [first = '', ...more] = wrap(line, columns);
  const rest = more.map((each) => each.trimStart()).join(' ');
  const below = wrap(rest, Math.max(columns - hang, 10)).map((each) => ' '.repeat(hang) + each.trimStart());
  return rest === '' ? [first] : [first, ...below];
}
