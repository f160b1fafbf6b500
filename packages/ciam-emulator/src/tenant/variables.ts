export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Substitutes variables in every text of a JSON value: `${NAME}`, or `${NAME:-default}`, whose default may contain
 * variables too. An empty variable counts as absent.
 *
 * @param variables the variables, or a function that returns those of the program in a folder, which may have settings
 * of its own
 * @returns the value, and a sentence for each variable that has neither a value nor a default
 */
export function substitute(
  value: unknown,
  variables: Variables | ((folder: string | undefined) => Variables),
): { value: unknown; problems: string[] } {
  const problems: string[] = [];
  const walk = (item: unknown, path: string, folder?: string): unknown => {
    if (typeof item === 'string') {
      const known = typeof variables === 'function' ? variables(folder) : variables;
      return expand(item, known, (name) => problems.push(`${path}: set the variable ${name}, or give it a default`));
    }
    if (Array.isArray(item)) return item.map((element, index) => walk(element, `${path}[${index}]`, folder));
    if (typeof item !== 'object' || item === null) return item;
    const nearer = folderOf(item) ?? folder;
    const entries = Object.entries(item).map(([name, inner]) => [
      name,
      walk(inner, path ? `${path}.${name}` : name, nearer),
    ]);
    return Object.fromEntries(entries);
  };
  return { value: walk(value, ''), problems };
}

/** Returns the `env.folder` of an application. */
function folderOf(item: object): string | undefined {
  const env: unknown = 'env' in item ? item.env : undefined;
  const folder: unknown = typeof env === 'object' && env !== null && 'folder' in env ? env.folder : undefined;
  return typeof folder === 'string' ? folder : undefined;
}

/** Expands from left to right, so that values are not expanded again. */
export function expand(text: string, variables: Variables, missing: (name: string) => void): string {
  let result = '';
  let at = 0;
  for (;;) {
    const start = text.indexOf('${', at);
    const [whole = '', name = '', separator = ''] = /^\$\{([A-Za-z_]\w*)(:-|\})/.exec(text.slice(start)) ?? [];
    if (start < 0) return result + text.slice(at);
    if (whole === '') {
      result += text.slice(at, start + 2);
      at = start + 2;
      continue;
    }
    if (start > at && text[start - 1] === '$') {
      result += `${text.slice(at, start - 1)}\${`;
      at = start + 2;
      continue;
    }
    result += text.slice(at, start);
    const end = separator === '}' ? start + whole.length - 1 : closing(text, start + whole.length);
    const value = variables[name]?.trim();
    if (value) result += value;
    else if (separator === ':-') result += expand(text.slice(start + whole.length, end), variables, missing);
    else missing(name);
    at = end + 1;
  }
}

/** A JSON value whose texts stay as they are when variables are put in. */
export function withVariablesEscaped<T>(value: T): T {
  const escaped: T = JSON.parse(JSON.stringify(value), (_name, item: unknown) =>
    typeof item === 'string' ? item.replaceAll(/\$\{(?=[A-Za-z_]\w*(?::-|\}))/g, () => '$${') : item,
  );
  return escaped;
}

/** Returns the position of the closing brace of an opening one before `from`. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith('${', at)) depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}
