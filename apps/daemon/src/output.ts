import { styleText } from 'node:util';
import { printable, toJson, wrap } from 'cli';
import type { Result, ToDo } from './to-do-list.ts';

/** Standard output, or a test's substitute for it. */
type Screen = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

/** Formats a result, ending with a line break: JSON in a pipe or if `json` is set, otherwise a listing for people. */
export function formatResult(result: Result, json: boolean, screen: Screen): string {
  return json || !screen.isTTY ? toJson(contentOf(result)) : formatListing(result, screen);
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
  const [first = '', ...more] = wrap(printable(description).replaceAll('\n', ' '), width, { hard: true });
  const indent = ' '.repeat(idWidth + 4);
  return [
    `  ${dim(String(id).padStart(idWidth))}  ${first}`,
    ...more.map((line) => indent + line.trimStart()),
    indent + dim(`owner ${printable(owner)}`),
  ];
}
