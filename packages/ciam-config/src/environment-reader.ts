import { ConfigurationError } from './configuration-error.ts';
import type { Environment } from './environment-files.ts';
import { isGuessable } from './guessable.ts';
import { isHost } from './loopback.ts';
import { similarName } from './similar-name.ts';
import { guidFault, portFault, urlFault } from './value-faults.ts';

/** Describes a variable to the person who has to set it. */
export interface About {
  /** Completes the sentence "It is …", such as "the application (client) ID of the web app". */
  purpose: string;
  /** Where to find the value, as a sentence: a place in the admin center, or a command. */
  find?: string;
  /** The names in the original samples, read if the variable itself is absent. */
  also?: readonly string[];
}

/**
 * Reads variables and collects their problems; see {@link readEnvironment}. A missing or malformed variable becomes a
 * problem and reads as its default or an empty string.
 */
export interface EnvironmentReader {
  /** Whether NODE_ENV is `production` or `prod`, ignoring case. */
  readonly production: boolean;
  optional(name: string, about: About): string | undefined;
  required(name: string, about: About): string;
  /** In production, rejects a secret that can be guessed: a placeholder, an example, a repeated pattern. */
  secret(name: string, about: About): string;
  guid(name: string, about: About): string;
  optionalGuid(name: string, about: About): string | undefined;
  integer(name: string, about: About & { default: number; min?: number; max?: number }): number;
  port(name: string, about: About & { default: number }): number;
  /**
   * An absolute http(s) URL, normalized, without credentials and fragment. With `httpLoopbackOnly`, http is accepted
   * only for this machine and the hosts in ALLOW_HTTP_HOSTS.
   */
  url(name: string, about: About & { default?: string; httpLoopbackOnly?: boolean }): string;
  /** One of `values`, ignoring case. `aliases` maps other words that platforms use, in lower case. */
  oneOf<T extends string>(
    name: string,
    about: About & { values: readonly T[]; default: T; aliases?: Readonly<Record<string, T>> },
  ): T;
  /** Comma-separated items, trimmed. `each` describes a valid item, as in "… is not <kind>". */
  list(name: string, about: About & { each?: { kind: string; passes: (item: string) => boolean } }): string[];
  /** The hosts besides this machine that may be reached over http: ALLOW_HTTP_HOSTS. */
  httpHosts(): readonly string[];
  /**
   * Adds a problem that the caller found, such as two variables that contradict each other. Ignored if the variable
   * already has a problem. The message must not repeat the value.
   */
  problem(name: string, message: string): void;
}

/**
 * Turns an environment into a program's typed settings.
 *
 * @param describe reads each variable; its result is used only if there is no problem
 * @throws {ConfigurationError} with every problem at once, and without any value, which may be a secret
 */
export function readEnvironment<T>(env: Environment, describe: (read: EnvironmentReader) => T): T {
  const problems = new Set<string>();
  const reader = createReader(env, (message) => void problems.add(message));
  const settings = describe(reader);
  if (problems.size > 0) throw new ConfigurationError([...problems]);
  return settings;
}

function createReader(env: Environment, problem: (message: string) => void): EnvironmentReader {
  const production = /^\s*prod(?:uction)?\s*$/i.test(env['NODE_ENV'] ?? '');
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
      wrong(candidate, 'still contains its placeholder', about);
      return { name: candidate, value: '' };
    }
    return undefined;
  };

  /** Returns the value if it is present and valid. An invalid value is reported and reads as an empty string. */
  const checked = (name: string, about: About, faultOf: (value: string) => string | undefined): string | undefined => {
    const found = find(name, about);
    const fault = found?.value ? faultOf(found.value) : undefined;
    if (!found || fault === undefined) return found?.value;
    wrong(found.name, fault, about);
    return '';
  };

  const orMissing = (value: string | undefined, name: string, about: About): string => {
    if (value !== undefined) return value;
    const similar = similarName(name, Object.keys(env));
    wrong(name, similar === undefined ? 'is not set' : `is not set (${similar} is)`, about);
    return '';
  };

  const integer: EnvironmentReader['integer'] = (name, about) => {
    const { min = 0, max = Number.MAX_SAFE_INTEGER } = about;
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    const value = checked(name, about, (text) => {
      if (text.startsWith('\\\\.\\pipe\\'))
        return 'names a Windows pipe, as iisnode on IIS does, but these servers need a TCP port';
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
      const place = items.length > 1 ? ` (item ${index + 1})` : '';
      wrong(name, `contains something that is not ${each.kind}${place}`, about);
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
      const fault = 'can be guessed: it is an example or a repeated pattern. In production it must be a real secret';
      const value = checked(name, about, (text) => (production && isGuessable(text) ? fault : undefined));
      return orMissing(value, name, about);
    },
    guid: (name, about) => orMissing(checked(name, about, guidFault), name, about).toLowerCase(),
    optionalGuid: (name, about) => checked(name, about, guidFault)?.toLowerCase(),
    port: (name, about) => {
      const port = integer(name, { ...about, min: 0, max: 65_535 });
      const fault = portFault(port);
      if (fault !== undefined) wrong(find(name, about)?.name ?? name, fault, about);
      return port;
    },
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

/**
 * Whether a value is the service link that Kubernetes and Docker put into NAME_PORT for a service called `name`. Nobody
 * set it for this program, so it is ignored.
 */
function isServiceLink(name: string, value: string): boolean {
  return /(?:^|_)PORT$/.test(name) && /^(?:tcp|udp|sctp):\/\//i.test(value);
}
