import { randomUUID } from 'node:crypto';
import { chmod, open, readFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { decodeAsciiText, decodeText, environmentText, shownPath } from 'ciam-config';
import { parse } from 'dotenv';
import { RegistrationError } from './registration/registration-error.ts';

/** Matches an assignment with its whole value, as the programs read it. Quoted values may span lines. */
const assignment =
  /^([^\S\n]*(?:(?:export|set|readonly|(?:declare|typeset) -x)[^\S\n]+|\$env:)?([\w.-]+))(?:[^\S\n]*=[^\S\n]*|:[^\S\n]+)('(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`|[^#\r\n]+)?([^\S\n]*(?:#[^\n]*)?)$/gim;

/**
 * Applies changes to the text of a `.env` file. An existing variable is set in place, a new one is added at the end,
 * and one whose value is undefined is commented out. Everything else, including comments, stays.
 */
export function mergeEnvironment(text: string, changes: Readonly<Record<string, string | undefined>>): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const remaining = new Map(Object.entries(changes));
  const merged = text.replaceAll(assignment, (line: string, ...args: unknown[]) => {
    const [lead = '', name = '', , rest = ''] = args.map((group) => (typeof group === 'string' ? group : undefined));
    if (!(name in changes)) return line;
    remaining.delete(name);
    const value = changes[name];
    if (value === undefined) return line.replaceAll(/^|(?<=\n)/g, '# ');
    return `${lead}=${quoted(value)}${rest.trim() === '' ? rest.replaceAll(/[^\r]/g, '') : ` ${rest.trimStart()}`}`;
  });
  const added = [...remaining].flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${quoted(value)}`]));
  if (added.length === 0) return merged;
  const gap = merged === '' || merged.endsWith('\n') ? '' : eol;
  return `${merged}${gap}${added.join(eol)}${eol}`;
}

/** Quotes a value so that dotenv reads it back: bare if possible, otherwise in quotes. */
function quoted(value: string): string {
  const bare = /^['"`]/.test(value) ? [] : [value];
  // With a backslash before the closing quote, the value would extend to the next quote in the file.
  const inQuotes = value.endsWith('\\') ? [] : ["'", '`', '"'].map((quote) => `${quote}${value}${quote}`);
  const forms = /[#\s\\]/.test(value) ? [...inQuotes, ...bare] : [...bare, ...inQuotes];
  const form = forms.find((text) => parse(`V=${text}`)['V'] === value);
  if (form === undefined) {
    const text = 'A value with all three kinds of quotes cannot be written in a settings file. Change it first.';
    throw new RegistrationError('file_unusable', text);
  }
  return form;
}

/**
 * Reads a text file, or returns undefined if it does not exist.
 *
 * @throws {RegistrationError} `file_unusable` when it cannot be read
 */
export async function readIfExists(path: string): Promise<string | undefined> {
  const bytes = await bytesIfExists(path);
  return bytes && decodeAsciiText(bytes);
}

/**
 * Reads the text of a `.env` file, or returns undefined if it does not exist.
 *
 * @throws {RegistrationError} `file_unusable` when it cannot be read
 */
export async function readSettingsFile(path: string): Promise<string | undefined> {
  const bytes = await bytesIfExists(path);
  const text = bytes && decodeText(bytes);
  if (bytes && text === undefined) {
    throw new RegistrationError('file_unusable', `${shownPath(path)} is neither UTF-8 nor UTF-16. Save it as UTF-8.`);
  }
  return text;
}

/** Returns the settings in the text of a `.env` file, as the programs read them. */
export function parseSettings(text = ''): Record<string, string> {
  return parse(environmentText(text));
}

async function bytesIfExists(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch((cause: unknown) => {
    const reason = reasonOf(cause);
    if (reason === 'ENOENT') return undefined;
    const why = reason === 'EISDIR' ? 'it is a folder' : reason;
    throw new RegistrationError('file_unusable', `${shownPath(path)} cannot be read (${why}). Name another file.`, {
      cause,
    });
  });
}

/**
 * Replaces a file atomically. Only its owner can read it. A link is followed, not replaced, and a read-only file is
 * left alone.
 *
 * @throws {RegistrationError} `file_unusable` when it cannot be written
 */
export async function writePrivate(path: string, text: string): Promise<void> {
  try {
    const target = await targetOf(path);
    const existing = await stat(target).catch(() => undefined);
    // Renaming over a device, a named pipe or a read-only file would succeed, so check what is there.
    if (existing && !existing.isFile()) throw new Error('it is not a file');
    if (existing && (existing.mode & 0o222) === 0) throw new Error('it is read-only');
    await replace(target, text);
  } catch (cause) {
    const text = `${shownPath(path)} cannot be written (${reasonOf(cause)}). Make it and its folder writable, or name another file.`;
    throw new RegistrationError('file_unusable', text, { cause });
  }
}

/** Returns the target of a link, even if it does not exist yet. */
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
    // The umask may have removed too many permissions.
    await chmod(temporary, 0o600);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message;
}
