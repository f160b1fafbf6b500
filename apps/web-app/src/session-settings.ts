import { type EnvironmentReader, isGuessable, isHost } from 'ciam-config';

export interface SessionSettings {
  /** If empty, the process generates a random secret. */
  secrets: string[];
  /** If undefined, sessions are kept in the memory of this process. */
  redisUrl: string | undefined;
  idleMinutes: number;
  absoluteHours: number;
}

const minSecretLength = 32;

/** Reads EXPRESS_SESSION_SECRET, SESSION_STORE, REDIS_URL and the session lifetimes. */
export function readSessionSettings(read: EnvironmentReader, production: boolean): SessionSettings {
  const secrets = read.list('EXPRESS_SESSION_SECRET', {
    purpose:
      'one or more random values, comma-separated: the first protects new cookies, and all are valid for existing ones',
  });
  const howTo = `Make one with: node -p "crypto.randomBytes(32).toString('base64url')"`;
  if (secrets.length === 0 && production) {
    read.problem(
      'EXPRESS_SESSION_SECRET',
      `EXPRESS_SESSION_SECRET is not set. In production it protects the cookies of your users. ${howTo}`,
    );
  }
  if (production && secrets.some(isGuessable)) {
    read.problem(
      'EXPRESS_SESSION_SECRET',
      `EXPRESS_SESSION_SECRET can be guessed: it is an example or a repeated pattern. ${howTo}`,
    );
  }
  if (secrets.some((secret) => secret.length < minSecretLength)) {
    read.problem(
      'EXPRESS_SESSION_SECRET',
      `EXPRESS_SESSION_SECRET is shorter than ${minSecretLength} characters, so it can be guessed. ${howTo}`,
    );
  }
  const redisUrl = readRedisUrl(read, production);
  return {
    secrets,
    redisUrl,
    idleMinutes: read.integer('SESSION_IDLE_MINUTES', {
      purpose: 'how long an unused session lasts',
      default: 60,
      min: 1,
      max: 43_200,
    }),
    absoluteHours: read.integer('SESSION_ABSOLUTE_HOURS', {
      purpose: 'how long a session lasts at most',
      default: 24,
      min: 1,
      max: 720,
    }),
  };
}

function readRedisUrl(read: EnvironmentReader, production: boolean): string | undefined {
  const url = read.optional('REDIS_URL', {
    purpose: 'the Redis that stores the sessions: redis:// or rediss:// (TLS)',
  });
  if (url && !isRedisUrl(url)) {
    read.problem(
      'REDIS_URL',
      'REDIS_URL is not a Redis URL, such as rediss://:<password>@host:6380. URL-encode special characters in the password.',
    );
  }
  const about = { purpose: 'where sessions are stored' };
  const store = read.oneOf('SESSION_STORE', {
    ...about,
    values: ['memory', 'redis'],
    default: url ? 'redis' : 'memory',
  });
  if (store === 'redis' && !url) {
    read.problem('REDIS_URL', 'SESSION_STORE is redis, but REDIS_URL is not set. Set it to the address of your Redis.');
  }
  if (production && !url && !read.optional('SESSION_STORE', about)) {
    read.problem(
      'REDIS_URL',
      'REDIS_URL is not set. Without it, sessions end with this process and are not shared between instances. ' +
        'If that is what you want in production, set SESSION_STORE=memory.',
    );
  }
  return store === 'redis' ? url : undefined;
}

function isRedisUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, pathname, username, password, search } = new URL(value);
  const encoded = /^(?:[^%]|%[\da-f]{2})*$/i;
  return (
    /^rediss?:$/.test(protocol) &&
    isHost(hostname) &&
    /^\/?\d*$/.test(pathname) &&
    // An unencoded ? or # in a password would end the URL early.
    !/[?#]/.test(value.slice(0, value.length - search.length)) &&
    // The name of the Redis to use, if the URL is of a Sentinel that watches several.
    /^(?:\?master=[\w.-]+)?$/.test(search) &&
    encoded.test(username) &&
    encoded.test(password)
  );
}
