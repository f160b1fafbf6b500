import { chmod, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';

/** One assignment with its whole value, as dotenv reads it: quoted values may span lines. */
const assignment =
  /^([^\S\n]*(?:export[^\S\n]+)?([\w.-]+))(?:[^\S\n]*=[^\S\n]*)('(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`|[^#\r\n]+)?([^\S\n]*(?:#[^\n]*)?)$/gm;

/**
 * `.env` text with `changes` made: a variable that is there is set where it stands, a new one is added at the end, and one
 * whose value is undefined becomes a comment. All else, comments included, stays as it was.
 */
export function mergeEnvironment(text: string, changes: Readonly<Record<string, string | undefined>>): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const waiting = new Map(Object.entries(changes));
  const merged = text.replaceAll(assignment, (line: string, ...args: unknown[]) => {
    const [lead = '', name = '', , rest = ''] = args.map((group) => (typeof group === 'string' ? group : undefined));
    if (!(name in changes)) return line;
    waiting.delete(name);
    const value = changes[name];
    if (value === undefined) return line.replaceAll(/^/gm, '# ');
    return `${lead}=${quoted(value)}${rest.trim() === '' ? rest.replaceAll(/[^\r]/g, '') : ` ${rest.trimStart()}`}`;
  });
  const added = [...waiting].flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${quoted(value)}`]));
  if (added.length === 0) return merged;
  const gap = merged === '' || merged.endsWith('\n') ? '' : eol;
  return `${merged}${gap}${added.join(eol)}${eol}`;
}

function quoted(value: string): string {
  if (/^[\w\-.~:/@+,]*$/.test(value)) return value;
  const quote = ["'", '`', '"'].find((mark) => !value.includes(mark));
  if (!quote || (quote === '"' && value.includes('\\'))) {
    throw new TypeError('A value with all three kinds of quotes cannot be written to .env.');
  }
  return `${quote}${value}${quote}`;
}

/** The text of a settings file; undefined where there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** Replaces a file at once or not at all, readable by its owner alone. A link is followed, not replaced. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const target = (await stat(path).catch(() => undefined)) ? await realpath(path) : path;
  const temporary = join(dirname(target), `.env.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    // An umask may have taken more away than it should.
    await chmod(temporary, 0o600);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
