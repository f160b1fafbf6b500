import { randomUUID } from 'node:crypto';
import { chmod, open, readFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { shownPath } from 'ciam-config';
import { parse } from 'dotenv';
import { RegistrationError } from './registration/registration-error.ts';

/** One assignment with its whole value, as dotenv reads it: quoted values may span lines. */
const assignment =
  /^([^\S\n]*(?:export[^\S\n]+)?([\w.-]+))(?:[^\S\n]*=[^\S\n]*|:[^\S\n]+)('(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`|[^#\r\n]+)?([^\S\n]*(?:#[^\n]*)?)$/gm;

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

/** As dotenv reads it back: bare where that is possible, otherwise in quotes. */
function quoted(value: string): string {
  const bare = /^['"`]/.test(value) ? [] : [value];
  // A backslash before the closing quote would let the value go on to the next quote in the file.
  const inQuotes = value.endsWith('\\') ? [] : ["'", '`', '"'].map((quote) => `${quote}${value}${quote}`);
  const forms = /[#\s\\]/.test(value) ? [...inQuotes, ...bare] : [...bare, ...inQuotes];
  const form = forms.find((text) => parse(`V=${text}`)['V'] === value);
  if (form === undefined) {
    const text = 'A value with all three kinds of quotes cannot be written in a settings file. Change it first.';
    throw new RegistrationError('file_unusable', text);
  }
  return form;
}

/** The text of a file; undefined where there is none. @throws {RegistrationError} `file_unusable` */
export async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    const code = codeOf(cause);
    if (code === 'ENOENT') return undefined;
    const why = code === 'EISDIR' ? 'it is a folder' : code;
    throw new RegistrationError('file_unusable', `${shownPath(path)} cannot be read (${why}). Name another file.`, {
      cause,
    });
  });
}

/**
 * Replaces a file at once or not at all, readable by its owner alone. A link is followed, not replaced, and a file that someone
 * made read-only stays as it is.
 *
 * @throws {RegistrationError} `file_unusable`
 */
export async function writePrivate(path: string, text: string): Promise<void> {
  try {
    const target = await targetOf(path);
    const there = await stat(target).catch(() => undefined);
    // Renaming over it would succeed, whatever its mode is.
    if (there && (there.mode & 0o222) === 0) throw Object.assign(new Error('read-only'), { code: 'it is read-only' });
    await replace(target, text);
  } catch (cause) {
    const text = `${shownPath(path)} cannot be written (${codeOf(cause)}). Make it and its folder writable, or name another file.`;
    throw new RegistrationError('file_unusable', text, { cause });
  }
}

/** Where a link leads to, also when nothing is there yet. */
async function targetOf(path: string): Promise<string> {
  return realpath(path).catch(async () => {
    const link = await readlink(path).catch(() => undefined);
    return link === undefined ? path : targetOf(resolve(dirname(path), link));
  });
}

async function replace(target: string, text: string): Promise<void> {
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

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
