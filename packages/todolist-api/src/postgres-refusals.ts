import { DatabaseError } from 'pg';
import { refusalOf, type Refusal, type StoreUnavailableError } from './store-unavailable-error.ts';

/** Refusals by SQLSTATE or Node's error code. @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const refusals: Refusal[] = [
  [
    /^no_tls/,
    'store_unusable',
    'The server in DATABASE_URL does not offer TLS. Turn it on there, or remove sslmode from DATABASE_URL.',
  ],
  [/^no_password/, 'store_unusable', 'The database requires a password, but DATABASE_URL has none. Add it.'],
  [/^28P01/, 'store_unusable', 'The database rejected the password in DATABASE_URL. Correct it.'],
  [
    /^28/,
    'store_unusable',
    'The database does not admit the user of DATABASE_URL from this address (pg_hba.conf), or the user may not log in.',
  ],
  [
    /^3D000/,
    'store_unusable',
    'The server in DATABASE_URL has no database of that name. Create it, or correct the name.',
  ],
  [
    /^42501|^3F000/,
    'store_unusable',
    'The user of DATABASE_URL may not create tables in its schema, or may not use them. Grant CREATE on the schema, and SELECT, INSERT, UPDATE and DELETE on the table todos.',
  ],
  [
    /^23505|^ids_repeat/,
    'store_unusable',
    "The IDs of new to-dos are already in use, as after a restore without the sequence of the table. Run: SELECT setval(pg_get_serial_sequence('todos', 'id'), max(id)) FROM todos",
  ],
  [/^2200H|^ids_used_up/, 'store_unusable', 'The table todos has used up its ids. Move the to-dos to a new database.'],
  [
    /^22P05/,
    'store_unusable',
    'The encoding of the database in DATABASE_URL does not have every character. Create the database with ENCODING UTF8.',
  ],
  [
    /^23|^42(?:P07|P10|703|804|809|830)|^428C9/,
    'store_unusable',
    'The table todos in the database in DATABASE_URL is not as this API creates it. Use a database in which no other program creates or changes this table.',
  ],
  [/^42P01/, 'store_unavailable', 'A table in the database in DATABASE_URL is missing.'],
  [/^25006/, 'store_unavailable', 'The database in DATABASE_URL is read-only: it is a standby, or being replaced.'],
  [
    /^53300/,
    'store_unavailable',
    'The server in DATABASE_URL has no free connections. Raise its limit if this persists.',
  ],
  [/^53100/, 'store_unusable', 'The disk of the server in DATABASE_URL is full. Free some space.'],
  [/^53/, 'store_unavailable', 'The server in DATABASE_URL lacks memory or another resource.'],
  [/^57014/, 'store_unavailable', 'The database in DATABASE_URL is too slow, or something holds a lock in it.'],
  [/^57P/, 'store_unavailable', 'The server in DATABASE_URL is starting or stopping.'],
  [
    /^08P01/,
    'store_unusable',
    'The server in DATABASE_URL, or a pooler in front of it, rejects the connection settings. Check DATABASE_URL.',
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID/,
    'store_unusable',
    'The certificate of the database is not for the host name in DATABASE_URL. Correct the host name.',
  ],
  [
    /^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)/,
    'store_unusable',
    'The certificate of the database has expired or is not valid yet. Renew it.',
  ],
  [
    /^CERT_|SELF_SIGNED_CERT|^UNABLE_TO_/,
    'store_unusable',
    'The certificate of the database is not trusted. Add the file of its authority to DATABASE_URL: sslrootcert=<path>.',
  ],
  [/^ENOENT|^EACCES/, 'store_unusable', 'A file named in DATABASE_URL, such as sslrootcert, cannot be read.'],
  [/^ECONNREFUSED/, 'store_unavailable', 'Nothing is listening at the host and port in DATABASE_URL.'],
  [/^ENOTFOUND|^EAI_/, 'store_unavailable', 'The host name in DATABASE_URL is unknown.'],
];

/** Refusals of a connection without TLS, whose cause is often the missing TLS. */
const plainRefusals: Refusal[] = [
  [
    /^28000/,
    'store_unusable',
    'The database does not admit the user of DATABASE_URL without encryption, or not from this address (pg_hba.conf). Add ?sslmode=verify-full to DATABASE_URL.',
  ],
];

/** Errors of node-postgres itself, which have no code, by the beginning of their message. */
const codeless: [message: string, code: string][] = [
  ['The server does not support SSL connections', 'no_tls'],
  ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be', 'no_password'],
];

/** Whether a statement or a value of ours is wrong (SQLSTATE classes 22, 23, 42), and not the database. */
export function isMistake(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return false;
  const { code = '' } = error;
  return /^(?:22|23|42)/.test(code) && !refusals.some(([pattern]) => pattern.test(code));
}

/**
 * Converts an error of PostgreSQL or its client.
 *
 * @param encrypted whether the connection was to use TLS
 */
export function postgresRefusal(error: unknown, encrypted: boolean): StoreUnavailableError {
  const [, code] = codeless.find(([message]) => error instanceof Error && error.message.startsWith(message)) ?? [];
  const coded = error instanceof Error && code !== undefined ? Object.assign(error, { code }) : error;
  const table = encrypted ? refusals : [...plainRefusals, ...refusals];
  const otherwise =
    error instanceof DatabaseError
      ? `The database in DATABASE_URL responds with an error (${error.code ?? 'without a code'}).`
      : 'The database in DATABASE_URL does not respond.';
  return refusalOf(coded, table, otherwise);
}
