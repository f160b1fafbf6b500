import { refusalOf, type Refusal, type StoreUnavailableError } from './store-unavailable-error.ts';

type FileErrorCode = 'file_gone' | 'not_a_file';

/** The path leads to no file. `code` says whether there is nothing or something else. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly code: FileErrorCode;

  constructor(code: FileErrorCode) {
    super(code);
    this.code = code;
  }
}

/** Refusals by SQLite's result code. @see https://sqlite.org/rescode.html */
const refusals: Refusal[] = [
  [/^SQLITE_BUSY/, 'store_unavailable', 'Another process has locked the file in DATABASE_URL.'],
  [
    /^file_gone/,
    'store_unusable',
    'The file in DATABASE_URL is gone. Put it back, or restart the API to create a new one.',
  ],
  [
    /^SQLITE_NOTADB/,
    'store_unusable',
    'The file in DATABASE_URL is not a SQLite database. Set DATABASE_URL to another file.',
  ],
  [/^SQLITE_CORRUPT/, 'store_unusable', 'The file in DATABASE_URL is damaged. Restore it from a backup.'],
  [
    /^SQLITE_(?:ERROR|CONSTRAINT|MISMATCH)/,
    'store_unusable',
    'The table todos in the file in DATABASE_URL is not as this API creates it. Set DATABASE_URL to a file that no other program uses.',
  ],
  [
    /^SQLITE_READONLY|^EROFS/,
    'store_unusable',
    'The file in DATABASE_URL or its folder is not writable. Let the user of this process write there.',
  ],
  [
    /^SQLITE_(?:FULL|IOERR)|^ENOSPC/,
    'store_unusable',
    'The disk with the file in DATABASE_URL is full or failing. Free some space; even deleting to-dos needs it.',
  ],
  [
    /^(?:EACCES|EPERM)/,
    'store_unusable',
    'This user may not open the file in DATABASE_URL or create it in its folder. Grant the permission, or set DATABASE_URL to another file.',
  ],
  [
    /^(?:ENOTDIR|EEXIST|EISDIR|ELOOP|not_a_file)/,
    'store_unusable',
    'The path in DATABASE_URL leads through a file, or to something that is not a file. Set it to the path of a file.',
  ],
];

/** Converts an error of SQLite or the file system. */
export function sqliteRefusal(error: unknown): StoreUnavailableError {
  return refusalOf(error, refusals, 'The file in DATABASE_URL cannot be used.');
}
