import { MaxCommandRedirectionsError, MultiErrorReply } from 'redis';

/** What Redis refuses until its settings or rights change, by the first word of its reply, and what to change. */
const lasting: Readonly<Record<string, string>> = {
  NOAUTH: 'It wants a password: put one into REDIS_URL, as in redis://:password@host:6379.',
  WRONGPASS: 'It does not accept the user name or the password in REDIS_URL.',
  NOPERM:
    'The user in REDIS_URL may not do what sessions need. Allow +get +set +del +pttl +pexpire +sadd +srem +smembers +multi +exec +ping ' +
    'and the keys of this app; where there are replicas +wait +info, and in a cluster +cluster|slots +asking.',
  OOM: 'It is full. Give it more memory, or set maxmemory-policy to volatile-lru, which drops the sessions that were not used for longest.',
  MISCONF: 'It cannot save its data to the disk and so refuses writes. Look at its log and the free space there.',
  WRONGTYPE:
    'A key of this app holds a value that this app did not write. Let no other program write keys with its prefix.',
  sentinel_name_missing:
    'It is a Sentinel that watches several. Say which one, as in redis://host:26379?master=<name>.',
  sentinel_name_unknown: 'It is a Sentinel that watches no Redis of the name in REDIS_URL (?master=<name>).',
  wrong_database: 'The database number in REDIS_URL does not exist there. Clusters have database 0 only.',
  redis_not_spoken: 'The server at REDIS_URL does not speak Redis, or wants TLS (rediss://) or no TLS (redis://).',
  redis_certificate:
    'Its certificate is not accepted. Name its authority in NODE_EXTRA_CA_CERTS, and the host as the certificate does.',
  ENOTFOUND: 'The host name in REDIS_URL is not known.',
};

/** What Redis cannot do for now, and usually can again by itself; what to look at when it does not. */
const passing: Readonly<Record<string, string>> = {
  CLUSTERDOWN: 'The cluster has no server for some of its slots. If no replica takes over, look at CLUSTER NODES.',
  MOVED:
    'Its servers send requests to and fro. If that does not end, they disagree about the slots: look at CLUSTER SLOTS on each.',
  ASK: 'A slot is on its way between two servers. If that does not end, finish it with redis-cli --cluster fix.',
  TRYAGAIN: 'A slot is on its way between two servers. If that does not end, finish it with redis-cli --cluster fix.',
  READONLY: 'It is a replica. If no failover is under way, REDIS_URL must name the primary, a Sentinel or a cluster.',
  LOADING: 'It has started and still loads its data.',
  MASTERDOWN: 'It is a replica that has lost its primary. REDIS_URL must name the primary, a Sentinel or a cluster.',
  NOREPLICAS: 'It has too few replicas to accept writes (min-replicas-to-write). Start them again.',
  UNBLOCKED: 'It became a replica while it waited for one.',
  no_password: 'The password for it could not be obtained.',
  not_replicated:
    'No replica took over what was written. One is frozen or was promoted, or the server is just losing its place.',
};

/** What else to check when it does not respond. */
const hints: Readonly<Record<string, string>> = {
  connection_lost: ' Check REDIS_URL: host, port, and rediss:// where it wants TLS, redis:// where it does not.',
  ECONNREFUSED: ' Nothing listens at the host and port in REDIS_URL.',
};

/** Redis did not do what it was asked; the message holds nothing that the server or REDIS_URL said. */
export class RedisError extends Error {
  override readonly name = 'RedisError';
  /** The first word of Redis's reply such as `OOM`, a code of Node.js such as `ECONNREFUSED`, or one of our own such as `redis_silent`. */
  readonly code: string;
  /** `refused`: something has to be changed. `unable`: not for now. `gone`: nothing responds. */
  readonly kind: 'refused' | 'unable' | 'gone';
  /** Whether something has to be changed; otherwise it may pass by itself. */
  readonly lasting: boolean;

  constructor(code: string, options?: ErrorOptions) {
    const [kind, text] = explain(code);
    super(text, options);
    this.code = code;
    this.kind = kind;
    this.lasting = kind === 'refused';
  }
}

function explain(code: string): [kind: RedisError['kind'], text: string] {
  if (Object.hasOwn(lasting, code)) return ['refused', `Redis refuses (${code}). ${lasting[code]}`];
  if (Object.hasOwn(passing, code)) return ['unable', `Redis cannot do that now (${code}). ${passing[code]}`];
  return ['gone', `Redis does not respond (${code}).${hints[code] ?? ''}`];
}

/**
 * What an error of the client, its socket or a reply means.
 * @param connecting whether the connection was being set up, and with which database
 */
export function redisError(error: unknown, connecting?: { database: number }): RedisError {
  if (error instanceof RedisError) return error;
  // It gave up following them; the last one says why there was another.
  if (error instanceof MaxCommandRedirectionsError) return redisError(error.cause);
  const reply = error instanceof MultiErrorReply ? error.errors().next().value : error;
  const {
    message = '',
    code,
    name = '',
  }: { message?: string; code?: unknown; name?: string } = reply instanceof Error ? reply : {};
  // Each refusal of Redis begins with its code. @see https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors
  const word = /^[A-Z]{3,}(?= )/.exec(message)?.[0];
  if (typeof code === 'string') return new RedisError(nodeCode(code), { cause: error });
  if (word === 'ERR' && connecting && connecting.database > 0)
    return new RedisError('wrong_database', { cause: error });
  if (word) return new RedisError(word, { cause: error });
  return new RedisError(name === 'Error' || name === '' ? 'connection_lost' : name, { cause: error });
}

function nodeCode(code: string): string {
  if (code.startsWith('ERR_SSL')) return 'redis_not_spoken';
  return /CERT|SIGNATURE|ERR_TLS/.test(code) ? 'redis_certificate' : code;
}
