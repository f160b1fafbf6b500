import { ConfigurationError } from './configuration-error.ts';
import type { Environment } from './environment-files.ts';
import { isGuessable } from './guessable.ts';
import { isGuid } from './guards.ts';
import { isHost, isHttpsOrLoopback } from './loopback.ts';

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
  /** NODE_ENV is `production`, in any case. */
  readonly production: boolean;
  optional(name: string, about: About): string | undefined;
  required(name: string, about: About): string;
  /** In production, one that anyone can guess is refused: a placeholder, an example, a few characters repeated. */
  secret(name: string, about: About): string;
  guid(name: string, about: About): string;
  optionalGuid(name: string, about: About): string | undefined;
  integer(name: string, about: About & { default: number; min?: number; max?: number }): number;
  port(name: string, about: About & { default: number }): number;
  /**
   * An absolute http(s) URL, normalized, without credentials and fragment. With `httpLoopbackOnly`, http is accepted for this
   * machine itself and for what ALLOW_HTTP_HOSTS names.
   */
  url(name: string, about: About & { default?: string; httpLoopbackOnly?: boolean }): string;
  /** One of a few words, in any case; `aliases` says which other words platforms use for them, in lower case. */
  oneOf<T extends string>(
    name: string,
    about: About & { values: readonly T[]; default: T; aliases?: Readonly<Record<string, T>> },
  ): T;
  /** Comma-separated; blanks around and between are dropped. `each` says what an item must be, as in "… is not <kind>". */
  list(name: string, about: About & { each?: { kind: string; passes: (item: string) => boolean } }): string[];
  /** The hosts other than this machine that may be reached by http: ALLOW_HTTP_HOSTS. */
  httpHosts(): readonly string[];
  /**
   * Adds a problem that the caller found with a variable, such as one that contradicts another. Dropped where the variable could
   * not be read at all: that is a problem already. The message must not repeat the value.
   */
  problem(name: string, message: string): void;
}

/**
 * Turns an environment into a program's typed settings.
 *
 * @param describe reads each variable; what it returns is used only when there was no problem
 * @throws {ConfigurationError} with every problem at once; values are never repeated in it, since one may be a secret
 */
export function readEnvironment<T>(env: Environment, describe: (read: EnvironmentReader) => T): T {
  const problems = new Set<string>();
  const reader = createReader(env, (message) => void problems.add(message));
  const settings = describe(reader);
  if (problems.size > 0) throw new ConfigurationError([...problems]);
  return settings;
}

function createReader(env: Environment, problem: (message: string) => void): EnvironmentReader {
  const production = env['NODE_ENV']?.trim().toLowerCase() === 'production';
  const unreadable = new Set<string>();
  const wrong = (name: string, what: string, about: About): void => {
    unreadable.add(name);
    problem([`${name} ${what}.`, `It is ${about.purpose}.`, ...(about.find ? [about.find] : [])].join(' '));
  };

  const find = (name: string, about: About): { name: string; value: string } | undefined => {
    for (const candidate of [name, ...(about.also ?? [])]) {
      const value = env[candidate]?.trim();
      if (!value || isServiceLink(candidate, value)) continue;
      if (!value.startsWith('Enter_the_')) return { name: candidate, value };
      wrong(candidate, 'still holds its placeholder', about);
      return { name: candidate, value: '' };
    }
    return undefined;
  };

  /** The value when it is there and nothing is wrong with it; a value with a fault is a problem and reads as an empty text. */
  const checked = (name: string, about: About, faultOf: (value: string) => string | undefined): string | undefined => {
    const found = find(name, about);
    const fault = found?.value ? faultOf(found.value) : undefined;
    if (!found || fault === undefined) return found?.value;
    wrong(found.name, fault, about);
    return '';
  };

  const orMissing = (value: string | undefined, name: string, about: About): string => {
    if (value === undefined) wrong(name, 'is not set', about);
    return value ?? '';
  };

  const integer: EnvironmentReader['integer'] = (name, about) => {
    const { min = 0, max = Number.MAX_SAFE_INTEGER } = about;
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    const value = checked(name, about, (text) => {
      if (isWindowsPipe(text)) return 'names a Windows pipe, as IIS does for iisnode; these servers need a TCP port';
      const inRange = /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max;
      return inRange ? undefined : `is not a whole number ${range}`;
    });
    return value ? Number(value) : about.default;
  };

  const list: EnvironmentReader['list'] = (name, about) => {
    const items = (find(name, about)?.value ?? '').split(',').map((item) => item.trim());
    const { each } = about;
    for (const [index, item] of items.entries()) {
      if (!each || item === '' || each.passes(item)) continue;
      wrong(name, `holds something that is not ${each.kind}${items.length > 1 ? ` (item ${index + 1})` : ''}`, about);
    }
    return items.filter((item) => item !== '' && (!each || each.passes(item)));
  };

  const httpHosts = (): string[] => {
    const hosts = list('ALLOW_HTTP_HOSTS', {
      purpose: 'the hosts that may be reached without TLS on a network of your own, comma-separated, for development',
      each: { kind: 'a host name or address', passes: (host) => URL.canParse(`http://${host}`) && isHost(host) },
    });
    if (production && hosts.length > 0) {
      problem('ALLOW_HTTP_HOSTS is for development. Remove it, or do not set NODE_ENV to production.');
    }
    return hosts.map((host) => host.toLowerCase());
  };

  return {
    production,
    httpHosts,
    integer,
    list,
    problem: (name, message) => {
      if (!unreadable.has(name)) problem(message);
    },
    optional: (name, about) => find(name, about)?.value,
    required: (name, about) => orMissing(find(name, about)?.value, name, about),
    secret: (name, about) => {
      const fault =
        'can be guessed: it is an example or a few characters repeated. In production it must be a real secret';
      const value = checked(name, about, (text) => (production && isGuessable(text) ? fault : undefined));
      return orMissing(value, name, about);
    },
    guid: (name, about) => orMissing(checked(name, about, guidFault), name, about).toLowerCase(),
    optionalGuid: (name, about) => checked(name, about, guidFault)?.toLowerCase(),
    port: (name, about) => integer(name, { ...about, min: 0, max: 65_535 }),
    url: (name, about) => {
      const hosts = about.httpLoopbackOnly ? httpHosts() : undefined;
      const given = checked(name, about, (value) => urlFault(value, hosts));
      const value = orMissing(given ?? about.default, name, about);
      return value === '' ? value : new URL(value).href;
    },
    oneOf: <T extends string>(
      name: string,
      about: About & { values: readonly T[]; default: T; aliases?: Readonly<Record<string, T>> },
    ): T => {
      const meant = (text: string): T | undefined => {
        const word = text.toLowerCase();
        return about.values.find((known) => known === word) ?? about.aliases?.[word];
      };
      const fault = `is not one of ${about.values.join(', ')}`;
      const value = checked(name, about, (text) => (meant(text) === undefined ? fault : undefined));
      return (value && meant(value)) || about.default;
    },
  };
}

/** What Kubernetes and Docker links put into NAME_PORT for a service called `name`; no person who runs the program wrote it. */
function isServiceLink(name: string, value: string): boolean {
  return /(?:^|_)PORT$/.test(name) && /^(?:tcp|udp|sctp):\/\//i.test(value);
}

function isWindowsPipe(value: string): boolean {
  return value.startsWith('\\\\.\\pipe\\');
}

function guidFault(value: string): string | undefined {
  return isGuid(value) ? undefined : 'is not a GUID such as 00001111-aaaa-2222-bbbb-3333cccc4444';
}

/** @param httpHosts where http is not for everyone: the hosts besides this machine that it is for */
function urlFault(value: string, httpHosts: readonly string[] | undefined): string | undefined {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) return 'is not an http or https URL';
  const { username, password, hash } = new URL(value);
  if (username !== '' || password !== '') return 'holds a user or a password, which an address must not';
  if (hash !== '') return 'ends in a fragment (#…), which an address must not';
  if (!httpHosts || isHttpsOrLoopback(value, httpHosts)) return undefined;
  return 'is not an https URL (http is for this machine itself, and in development for hosts that ALLOW_HTTP_HOSTS names)';
}
