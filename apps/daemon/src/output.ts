import { styleText } from 'node:util';
import { printable } from 'terminal';
import type { Result, ToDo } from './todo-list.ts';

/** Standard output, or what a test puts in its place. */
type Screen = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

/** The result as text with a line end: JSON for programs, a listing for people. */
export function formatResult(result: Result, json: boolean, screen: Screen): string {
  return json || !screen.isTTY ? `${JSON.stringify(contentOf(result), undefined, 2)}\n` : formatListing(result, screen);
}

function contentOf(result: Result): unknown {
  if ('toDos' in result) return result.toDos;
  return 'toDo' in result ? result.toDo : result;
}

function formatListing(result: Result, screen: Screen): string {
  if ('deleted' in result) return `Deleted to-do ${result.deleted}.\n`;
  const toDos = 'toDos' in result ? result.toDos : [result.toDo];
  if (toDos.length === 0) return 'No to-dos.\n';
  const dim = (text: string): string => styleText('dim', text, { stream: screen });
  const idWidth = Math.max(...toDos.map(({ id }) => String(id).length));
  const width = Math.max(20, Math.min(screen.columns ?? 80, 100) - idWidth - 4);
  const count = 'toDos' in result ? [`${toDos.length} ${toDos.length === 1 ? 'to-do' : 'to-dos'}`, ''] : [];
  return [...count, ...toDos.flatMap((toDo) => listed(toDo, idWidth, width, dim)), ''].join('\n');
}

function listed(
  { id, owner, description }: ToDo,
  idWidth: number,
  width: number,
  dim: (text: string) => string,
): string[] {
  const [first = '', ...more] = wrap(printable(description), width);
  const indent = ' '.repeat(idWidth + 4);
  return [
    `  ${dim(String(id).padStart(idWidth))}  ${first}`,
    ...more.map((line) => indent + line),
    indent + dim(`owner ${printable(owner)}`),
  ];
}

/** Breaks at spaces, and within a word only where it is longer than a line. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).flatMap((word) => pieces(word, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  return word.length <= width ? [word] : (word.match(new RegExp(`.{1,${width}}`, 'gsu')) ?? []);
}
