import wrapAnsi from 'wrap-ansi';

/**
 * Breaks text at spaces into lines of at most `columns` columns. Wide characters count as two.
 *
 * @param hard whether to break words that are longer than a line
 */
export function wrap(text: string, columns: number, { hard = false }: { hard?: boolean } = {}): string[] {
  return wrapAnsi(text, columns, { hard, trim: false })
    .split('\n')
    .map((line) => line.trimEnd());
}

/**
 * Wraps text to the width of a terminal. Text that follows a label and two spaces stays in its column. A pipe gets
 * unwrapped lines, and the terminal breaks words longer than a line, such as URLs.
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
