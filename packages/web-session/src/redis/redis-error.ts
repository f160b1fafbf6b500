import { ErrorReply, MaxCommandRedirectionsError, MultiErrorReply } from 'redis';

/** Refusals that last until settings or permissions change: the first word of Redis's reply, and what to change. */
const lasting: Readonly<Record<string, string>> = {
  NOAUTH: 'It requires a password. Add it to REDIS_URL: redis://:<password>@host:6379.',
  WRONGPASS: 'It does not accept the user name or the password in REDIS_URL.',
  NOPERM:
    'The user in REDIS_URL lacks permissions that sessions need. Allow +get +set +del +pttl +pexpire +sadd +srem +smembers +multi +exec +ping ' +
    'and the keys of this app. With replicas, also allow +wait +info, and in a cluster +cluster|slots +asking.',
  OOM: 'It is full. Give it more memory, or set maxmemory-policy to volatile-lru, which drops the least recently used sessions.',
  MISCONF: 'It cannot save its data to disk, so it refuses writes. Check its log and its free disk space.',
  WRONGTYPE:
    'A key of this app holds a value that this app did not write. Make sure that no other program uses its key prefix.',
  DENIED:
    'It is in protected mode and admits only programs on its own machine. Give it a password and add it to REDIS_URL: redis://:<password>@host:6379.',
  command_missing: 'It lacks a command that sessions need: it was disabled or renamed, or the server is too old.',
  sentinel_name_missing:
    'It is a Sentinel that watches several. Choose one in REDIS_URL: redis://host:26379?master=<name>.',
  sentinel_name_unknown:
    'It is a Sentinel that does not watch a Redis of the name in REDIS_URL (?master=<name>). Correct the name.',
  wrong_database: 'The database number in REDIS_URL does not exist. Clusters have only database 0.',
  redis_not_spoken:
    'The server at REDIS_URL is not a Redis, or REDIS_URL has the wrong scheme: rediss:// is with TLS, redis:// without.',
  redis_certificate:
    'Its certificate was not accepted. Add its authority to NODE_EXTRA_CA_CERTS, and use the host name of the certificate.',
  ENOTFOUND: 'The host name in REDIS_URL is unknown.',
};

/** Conditions that usually pass by themselves, and what to check if they do not. */
const passing: Readonly<Record<string, string>> = {
  CLUSTERDOWN: 'The cluster has no server for some of its slots. If no replica takes over, check CLUSTER NODES.',
  MOVED:
    'Its servers keep redirecting requests. If that does not end, they disagree about the slots: compare CLUSTER SLOTS on each.',
  ASK: 'A slot is moving between two servers. If that does not end, finish the move with redis-cli --cluster fix.',
  TRYAGAIN: 'A slot is moving between two servers. If that does not end, finish the move with redis-cli --cluster fix.',
  READONLY: 'It is a replica. If no failover is under way, REDIS_URL must name the primary, a Sentinel or a cluster.',
  LOADING: 'It has just started and is still loading its data.',
  BUSY: 'A script has been running in it for too long. If it does not end, stop it with SCRIPT KILL or FUNCTION KILL.',
  too_many_clients: 'It has no free connections. If that does not end, raise its maxclients.',
  MASTERDOWN: 'It is a replica that has lost its primary. REDIS_URL must name the primary, a Sentinel or a cluster.',
  NOREPLICAS: 'It has too few replicas to accept writes (min-replicas-to-write). Start them again.',
  UNBLOCKED: 'It became a replica while it waited for a replica.',
  no_password: 'The password for it could not be obtained.',
  not_replicated:
    'No replica confirmed the write. A replica is frozen or was promoted, or the server is being replaced.',
};

/** What else to check if Redis does not respond. */
const hints: Readonly<Record<string, string>> = {
  connection_lost: ' Check REDIS_URL: the host, the port, and the scheme (rediss:// is with TLS, redis:// without).',
  ECONNREFUSED: ' Nothing listens at the host and port in REDIS_URL.',
};

/** Replies that carry no code of their own, by the beginning of their message. */
const codeless: [message: string, code: string][] = [
  ['ERR max number of clients', 'too_many_clients'],
  ['ERR unknown command', 'command_missing'],
];

/** A command of Redis failed. The message contains nothing from the server or REDIS_URL. */
export class RedisError extends Error {
  override readonly name = 'RedisError';
  /**
   * The first word of Redis's reply, such as `OOM`, a code of Node.js, such as `ECONNREFUSED`, or one of our own, such
   * as `redis_silent`.
   */
  readonly code: string;
  /** `refused`: something has to be changed. `unable`: not at the moment. `gone`: no response. */
  readonly kind: 'refused' | 'unable' | 'gone';
  /** Whether something has to be changed. Otherwise the problem may pass by itself. */
  readonly lasting: boolean;

  constructor(code: string, options?: ErrorOptions) {
    const [kind, text] = explain(code, options?.cause instanceof ErrorReply);
    super(text, options);
    this.code = code;
    this.kind = kind;
    this.lasting = kind === 'refused';
  }
}

function explain(code: string, replied: boolean): [kind: RedisError['kind'], text: string] {
  if (Object.hasOwn(lasting, code)) return ['refused', `Redis refuses (${code}). ${lasting[code]}`];
  if (Object.hasOwn(passing, code)) return ['unable', `Redis cannot do that now (${code}). ${passing[code]}`];
  if (replied) return ['unable', `Redis cannot do that now (${code}).`];
  return ['gone', `Redis does not respond (${code}).${hints[code] ?? ''}`];
}

/**
 * Converts an error of the client, its socket or a reply.
 *
 * @param connecting the database that was selected, if the connection was being set up
 */
export function redisError(error: unknown, connecting?: { database: number }): RedisError {
  if (error instanceof RedisError) return error;
  // The client gave up following redirections. The last one is the reason.
  if (error instanceof MaxCommandRedirectionsError) return redisError(error.cause);
  const reply = error instanceof MultiErrorReply ? error.errors().next().value : error;
  const {
    message = '',
    code,
    name = '',
  }: { message?: string; code?: unknown; name?: string } = reply instanceof Error ? reply : {};
  // Each refusal of Redis begins with its code. @see https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors
  const word = /^[A-Z]{3,}(?= )/.exec(message)?.[0];
  const [, known] = codeless.find(([start]) => message.startsWith(start)) ?? [];
  if (known) return new RedisError(known, { cause: error });
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
