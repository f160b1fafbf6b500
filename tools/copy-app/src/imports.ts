import { parseAst } from 'rolldown/parseAst';
import { sourceText } from './repository.ts';

/** One `import … from`, `export … from` or `import(…)` of a module. */
export interface Import {
  specifier: string;
  /** The position of the specifier in the source, including the quotes. */
  start: number;
  end: number;
  /** The exports that are used. Undefined means all. */
  names: readonly string[] | undefined;
}

interface Node {
  type: string;
  start: number;
  end: number;
  source?: { value: unknown; start: number; end: number } | null;
  specifiers?: { imported?: { name?: string }; exported?: { name?: string } }[];
}

/** Returns the imports of a TypeScript module, including types, in the order of the source. */
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
    // A namespace or default import uses everything.
    return names.every((name) => name !== undefined) ? names : undefined;
  }
  if (type !== 'ExportNamedDeclaration' || !specifiers) return undefined;
  return specifiers.flatMap(({ exported }) => exported?.name ?? []);
}

/** Whether a module is the entry of a package, which only re-exports others. */
export function isList(file: string): boolean {
  return statementsOf(file).every(({ type, source }) => type === 'ExportNamedDeclaration' && source);
}

/** Returns the text of an entry with only the exports of some modules. */
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

/** Visits all nodes. Positions are in UTF-16 units, like those of strings. */
function visit(value: unknown, meet: (node: Node) => void): void {
  if (Array.isArray(value)) for (const each of value) visit(each, meet);
  if (!isNode(value)) return;
  meet(value);
  for (const child of Object.values(value)) if (typeof child === 'object') visit(child, meet);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
