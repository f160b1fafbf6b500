import { parseAst } from 'rolldown/parseAst';
import { sourceText } from './repository.ts';

/** One `import … from`, `export … from` or `import(…)` of a module. */
export interface Import {
  specifier: string;
  /** Where the specifier stands in the source, quotes included. */
  start: number;
  end: number;
  /** The exports that are used; undefined for all of them. */
  names: readonly string[] | undefined;
}

interface Node {
  type: string;
  start: number;
  end: number;
  source?: { value: unknown; start: number; end: number } | null;
  specifiers?: { imported?: { name?: string }; exported?: { name?: string } }[];
}

/** What a TypeScript module imports, types included, in the order of the source. */
export function importsOf(file: string): Import[] {
  const found: Import[] = [];
  visit(parseAst(sourceText(file), { lang: 'ts' }), (node) => {
    const { source } = node;
    if (source && typeof source.value === 'string') {
      found.push({ specifier: source.value, start: source.start, end: source.end, names: namesOf(node) });
    }
  });
  return found;
}

function namesOf({ type, specifiers }: Node): string[] | undefined {
  if (type === 'ImportDeclaration' && specifiers) {
    const names = specifiers.map(({ imported }) => imported?.name);
    // A namespace or a default import uses all there is.
    return names.every((name) => name !== undefined) ? names : undefined;
  }
  if (type !== 'ExportNamedDeclaration' || !specifiers) return undefined;
  return specifiers.flatMap(({ exported }) => exported?.name ?? []);
}

/** Whether a module is the entry of a package: a list of what others export. */
export function isList(file: string): boolean {
  return statementsOf(file).every(({ type, source }) => type === 'ExportNamedDeclaration' && source);
}

/** The text of a list with the exports of some modules only. */
export function prunedList(file: string, keeps: (specifier: string) => boolean): string {
  const text = sourceText(file);
  return statementsOf(file)
    .filter(({ source }) => typeof source?.value === 'string' && keeps(source.value))
    .map(({ start, end }) => `${text.slice(start, end)}\n`)
    .join('');
}

function statementsOf(file: string): Node[] {
  const statements: unknown[] = parseAst(sourceText(file), { lang: 'ts' }).body;
  return statements.filter(isNode);
}

/** Positions are in UTF-16 units, as those of strings. */
function visit(value: unknown, meet: (node: Node) => void): void {
  if (Array.isArray(value)) for (const each of value) visit(each, meet);
  if (!isNode(value)) return;
  meet(value);
  for (const child of Object.values(value)) if (typeof child === 'object') visit(child, meet);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
