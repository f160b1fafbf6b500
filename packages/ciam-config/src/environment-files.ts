import { resolve } from 'node:path';
import { parse } from 'dotenv';
import { ConfigurationError } from './configuration-error.ts';
import { decodeText } from './decode-text.ts';
import { environmentFilePaths } from './environment-file-paths.ts';
import { readBytes } from './read-bytes.ts';
import { useNetworkSettings } from './network-settings.ts';

/** Variables by name. An empty value counts as absent. */
export type Environment = Readonly<Record<string, string | undefined>>;

const originalSecret = ['CLIENT_SECRET', 'CERT_THUMBPRINT', 'CERT_PRIVATE_KEY_FILE'];
const credentialOf = (prefix: string): string[] =>
  ['CLIENT_SECRET', 'CLIENT_CERTIFICATE', 'FEDERATED_TOKEN_FILE'].map((kind) => `${prefix}_${kind}`);

/**
 * If a nearer source sets one of `set`, the `replaces` of farther sources are ignored, because they belong to another
 * setup.
 */
const replacements: readonly { set: readonly string[]; replaces: readonly string[] }[] = [
  { set: ['TENANT_SUBDOMAIN'], replaces: ['AUTHORITY', 'TENANT_ID'] },
  { set: ['API_CLIENT_ID'], replaces: ['SCOPES'] },
  { set: ['CLIENT_ID'], replaces: ['DEVICE_CODE_CLIENT_ID', 'WEB_APP_CLIENT_ID', 'DAEMON_CLIENT_ID'] },
  { set: originalSecret, replaces: ['CLIENT_SECRET', ...credentialOf('WEB_APP'), ...credentialOf('DAEMON')] },
  { set: ['CLIENT_SECRET', ...credentialOf('WEB_APP')], replaces: [...originalSecret, ...credentialOf('WEB_APP')] },
  { set: ['CLIENT_SECRET', ...credentialOf('DAEMON')], replaces: [...originalSecret, ...credentialOf('DAEMON')] },
  { set: ['PORT'], replaces: ['WEB_APP_PORT', 'API_PORT'] },
];

/**
 * Loads a program's environment: the variables of the process override the program's `.env`, which overrides a `.env` at
 * the root. This holds for the original samples' names too. The working directory does not matter, and an empty value
 * hides nothing. Proxies and certificates from the files apply to the whole process.
 *
 * @param programFolder the folder of the program's package.json
 * @throws {ConfigurationError} when a file exists but cannot be read
 */
export function loadEnvironment(programFolder: string, env: Environment = process.env): Environment {
  const folder = resolve(programFolder);
  const files = environmentFilePaths(folder).map(readEnvironmentFile).reduce(overlaid, {});
  const real = unquoted(env);
  if (env === process.env) useNetworkSettings(files, real, folder);
  return overlaid(files, real);
}

/**
 * Lays the variables of a nearer source over those of a farther one, and drops those that the nearer source replaces.
 * An empty value hides nothing.
 */
export function overlaid(farther: Environment, nearer: Environment): Environment {
  const given = withoutEmpty(nearer);
  const hidden = new Set(
    replacements.flatMap(({ set, replaces }) => (set.some((name) => given[name]) ? replaces : [])),
  );
  return { ...Object.fromEntries(Object.entries(farther).filter(([name]) => !hidden.has(name))), ...given };
}

/**
 * Reads the variables of a `.env` file, or none if it does not exist. It understands UTF-8 and UTF-16, and the lines of
 * {@link environmentText}.
 *
 * @throws {ConfigurationError} when the file exists but cannot be read
 */
export function readEnvironmentFile(path: string): Environment {
  let bytes: Buffer;
  try {
    bytes = readBytes(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    if (code === 'ENOENT') return {};
    throw new ConfigurationError([`${path} exists but cannot be read (${code}). Make it readable, or remove it.`]);
  }
  const text = decodeText(bytes);
  if (text !== undefined) return parse(environmentText(text));
  throw new ConfigurationError([`${path} is neither UTF-8 nor UTF-16. Save it as UTF-8.`]);
}

/**
 * Converts the text of a `.env` file to what `dotenv` parses. It understands every kind of line ending, quotes of word
 * processors, semicolons at the end, and lines that begin with a command: `export`, `set`, `declare -x`, `ENV`, `$env:`,
 * `setx`, `setenv`, and fish's `set -x`.
 */
export function environmentText(text: string): string {
  return text
    .replaceAll(invisible, '')
    .replaceAll(/^[^\S\n]*set[^\S\n]+"(\w+=.*)"[^\S\n]*$/gim, '$1')
    .replaceAll(/^[^\S\n]*\$\{env:(\w+)\}/gim, '$1')
    .replaceAll(/^[^\S\n]*(?:(?:set|export|env|readonly|(?:declare|typeset) -x)[^\S\n]+|\$env:)(?=\w+[^\S\n]*=)/gim, '')
    .replaceAll(/^[^\S\n]*(?:setx|setenv|env|set --?\w+)[^\S\n]+(\w+)[^\S\n]+(?=[^\s=])/gim, '$1=')
    .replaceAll(typographicLine, '$1"$2$3"')
    .replaceAll(/^([^\S\n]*\w+[^\S\n]*=[^\S\n]*(["']).*\2);[^\S\n]*$/gm, '$1');
}

/**
 * Characters that text from web pages and chats may contain. An editor may leave a byte order mark at the end, and `>>` of
 * Windows PowerShell appends UTF-16 to a UTF-8 file.
 */
const invisible = /[\0\u200B-\u200F\u2060\uFEFF]/g;
/** The quotes of word processors around a value. */
const typographic = String.raw`(?:[“”„«](.*)[“”»]|[‘’‚](.*)[‘’])`;
const typographicLine = new RegExp(String.raw`^([^\S\n]*\w+[^\S\n]*[=:][^\S\n]*)${typographic}[^\S\n]*$`, 'gm');
const typographicValue = new RegExp(String.raw`^\s*${typographic}\s*$`, 's');

/**
 * `docker --env-file` and cmd's `set NAME="value"` keep the quotes as part of the value, and a value that is pasted into
 * a portal keeps everything.
 */
function unquoted(env: Environment): Environment {
  const entries = Object.entries(env).map(([name, value]) => [
    name,
    value
      ?.replaceAll(invisible, '')
      .replace(/^\s*(["'])(.*)\1\s*$/s, '$2')
      .replace(typographicValue, '$1$2'),
  ]);
  return Object.fromEntries(entries);
}

/** Drops variables that are empty or blank. */
export function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));
}
