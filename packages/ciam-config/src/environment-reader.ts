import { ConfigurationError } from './configuration-error.ts';
import type { Environment } from './environment-files.ts';
import { isHttpsOrLoopback } from './loopback.ts';

/** What a variable is for, for the person who has to set it. */
export interface About {
  /** Completes the sentence "It is …", such as "the application (client) ID of the web app". */
  purpose: string;
  /** Where to find the value: a place in the admin center, or a command. A whole sentence. */
  find?: string;
  /** The names of the original samples, read where the variable itself is absent. */
  also?: readonly string[];
}

/**
 * Reads variables and collects what is wrong with them; see {@link readEnvironment}. Whatever is missing or malformed becomes a
 * problem and reads as an empty text, or as its default where it has one.
 */
export interface EnvironmentReader {
  optional(name: string, about: About): string | undefined;
  required(name: string, about: About): string;
  guid(name: string, about: About): string;
  optionalGuid(name: string, about: About): string | undefined;
  integer(name: string, about: About & { default: number; min?: number; max?: number }): number;
  port(name: string, about: About & { default: number }): number;
  /** An absolute http(s) URL, normalised. With `httpLoopbackOnly`, http is taken for this machine's own hosts only. */
  url(name: string, about: About & { default?: string; httpLoopbackOnly?: boolean }): string;
  oneOf<T extends string>(name: string, about: About & { values: readonly T[]; default: T }): T;
  /** Comma-separated; blanks around and between are dropped. */
  list(name: string, about: About): string[];
  /**
   * Adds a problem that the caller found with a variable, such as one that contradicts another. Dropped where the variable could
   * not be read at all: that is a problem already.
   */
  problem(name: string, message: string): void;
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Turns an environment into a program's typed settings.
 *
 * @param describe reads each variable; what it returns is used only when there was no problem
 * @throws ConfigurationError with every problem at once; values are never repeated in it, since one may be a secret
 */
export function readEnvironment<T>(env: Environment, describe: (read: EnvironmentReader) => T): T {
  const problems: string[] = [];
  const reader = createReader(env, (message) => void problems.push(message));
  const settings = describe(reader);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return settings;
}

function createReader(env: Environment, problem: (message: string) => void): EnvironmentReader {
  const unreadable = new Set<string>();
  const wrong = (name: string, what: string, about: About): void => {
    unreadable.add(name);
    problem([`${name} ${what}.`, `It is ${about.purpose}.`, ...(about.find ? [about.find] : [])].join(' '));
  };

  const find = (name: string, about: About): { name: string; value: string } | undefined => {
    for (const candidate of [name, ...(about.also ?? [])]) {
      const value = env[candidate]?.trim();
      if (value && value.startsWith('Enter_the_')) {
        wrong(candidate, 'still holds its placeholder', about);
        return { name: candidate, value: '' };
      }
      if (value) return { name: candidate, value };
    }
    return undefined;
  };

  /** The value when it is there and passes; a value that does not pass is a problem. */
  const checked = (
    name: string,
    about: About,
    passes: (value: string) => boolean,
    what: string,
  ): string | undefined => {
    const found = find(name, about);
    if (!found || found.value === '' || passes(found.value)) return found?.value;
    wrong(found.name, what, about);
    return '';
  };

  const orMissing = (value: string | undefined, name: string, about: About): string => {
    if (value === undefined) wrong(name, 'is not set', about);
    return value ?? '';
  };

  const integer: EnvironmentReader['integer'] = (name, about) => {
    const { min = 0, max = Number.MAX_SAFE_INTEGER } = about;
    const inRange = (value: string): boolean => /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max;
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    const value = checked(name, about, inRange, `is not a whole number ${range}`);
    return value ? Number(value) : about.default;
  };

  return {
    problem: (name, message) => {
      if (!unreadable.has(name)) problem(message);
    },
    integer,
    optional: (name, about) => find(name, about)?.value,
    required: (name, about) => orMissing(find(name, about)?.value, name, about),
    guid: (name, about) => orMissing(checked(name, about, isGuid, notGuid), name, about).toLowerCase(),
    optionalGuid: (name, about) => checked(name, about, isGuid, notGuid)?.toLowerCase(),
    port: (name, about) => integer(name, { ...about, min: 0, max: 65_535 }),
    url: (name, about) => {
      const given = about.httpLoopbackOnly
        ? checked(name, about, isHttpsOrLoopback, 'is not an https URL (http is for this machine itself only)')
        : checked(name, about, isWebUrl, 'is not an http or https URL');
      const value = orMissing(given ?? about.default, name, about);
      return value === '' ? value : new URL(value).href;
    },
    oneOf: <T extends string>(name: string, about: About & { values: readonly T[]; default: T }): T => {
      const isOne = (value: string): value is T => about.values.some((known) => known === value);
      const value = checked(name, about, isOne, `is none of ${about.values.join(', ')}`);
      return value !== undefined && isOne(value) ? value : about.default;
    },
    list: (name, about) =>
      (find(name, about)?.value ?? '')
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
  };
}

const notGuid = 'is not a GUID such as 00001111-aaaa-2222-bbbb-3333cccc4444';

function isGuid(value: string): boolean {
  return guid.test(value);
}

function isWebUrl(value: string): boolean {
  return URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol);
}
