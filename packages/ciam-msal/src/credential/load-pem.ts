import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { decodeAsciiText, isUrl } from 'ciam-config';
import { CertificateError, type CertificateErrorCode } from './certificate-error.ts';

/** A larger file is neither a certificate nor a token. */
const maxBytes = 1024 * 1024;
/** Short base64 may also be a path. It is not if it is this long or begins like the base64 of `-----BEGIN`. */
const certainlyBase64 = /^(?:LS0tLS1CRUdJ|.{100})/;

/**
 * Loads the PEM that a `*_CLIENT_CERTIFICATE` setting stands for: a PEM itself, with line breaks that may be written as
 * `\n`, a base64-encoded PEM, or the path of a file with either.
 *
 * @param folder the folder that a relative path starts from
 * @throws {CertificateError} for any other value; it says what the value looks like, but never repeats it
 */
export function loadPem(value: string, folder: string): string {
  const given = pemOf(value);
  if (given !== undefined) return given;
  if (isReference(value)) throw new CertificateError('key_vault_reference');
  const bytes = readFileOf(value, folder);
  recognizeBinary(bytes);
  const text = decodeAsciiText(bytes);
  return pemOf(text) ?? text;
}

/**
 * Loads the token that another identity provider keeps in a file.
 *
 * @throws {CertificateError} when the value is not the path of a readable file with content
 */
export function loadToken(value: string, folder: string): string {
  if (isToken(value)) throw new CertificateError('token_not_file');
  if (isReference(value)) throw new CertificateError('key_vault_reference');
  const token = decodeAsciiText(readFileOf(value, folder, 'file_unreadable')).trim();
  if (token === '') throw new CertificateError('token_empty');
  return token;
}

/** Returns the PEM in a value, or undefined if the value may be a path. */
function pemOf(value: string): string | undefined {
  if (value.includes('-----BEGIN')) return value.replaceAll(/\\r(?=\\n)/g, '').replaceAll('\\n', '\n');
  if (isToken(value)) throw new CertificateError('token_given');
  const bytes = decodeBase64(value);
  if (!bytes) return undefined;
  recognizeBinary(bytes);
  const text = decodeAsciiText(bytes);
  // Decode twice if needed, as for a Kubernetes secret whose value was already encoded by hand.
  return pemOfDecoded(text) ?? pemOfDecoded(decodeAsciiText(decodeBase64(text) ?? bytes));
}

function pemOfDecoded(text: string): string | undefined {
  return text.includes('-----BEGIN') ? text : undefined;
}

function decodeBase64(value: string): Buffer | undefined {
  const text = value.replaceAll(/\s|\\[rn]|^["']|["']$/g, '');
  return certainlyBase64.test(text) && /^[\w+/-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

/** Whether a value is a JWT, with or without the "Bearer" of an `Authorization` header. */
function isToken(value: string): boolean {
  return /^\s*(?:Bearer\s+)?eyJ[\w-]+\.[\w-]+\.[\w-]*/i.test(value);
}

/**
 * Whether a value is an unresolved Key Vault reference.
 *
 * @see https://learn.microsoft.com/azure/app-service/app-service-key-vault-references
 */
function isReference(value: string): boolean {
  return /^@Microsoft\.KeyVault\(/i.test(value);
}

/**
 * Rejects binary formats with a precise error.
 *
 * @throws {CertificateError} for PKCS#12, and for a certificate or key in DER
 */
function recognizeBinary(bytes: Buffer): void {
  // Only PKCS#12 begins with SEQUENCE { INTEGER 3. The length takes 1 to 5 bytes or is indefinite. @see
  // https://www.rfc-editor.org/rfc/rfc7292#section-4
  if (/^30(?:[0-7].|80|81..|82.{4}|83.{6}|84.{8})020103/.test(bytes.subarray(0, 9).toString('hex'))) {
    throw new CertificateError('pkcs12');
  }
  if (bytes[0] === 0x30 && isDer(bytes)) throw new CertificateError('der');
}

function isDer(bytes: Buffer): boolean {
  const reads = (read: () => unknown): boolean => {
    try {
      read();
      return true;
    } catch {
      return false;
    }
  };
  return (
    reads(() => new X509Certificate(bytes)) ||
    reads(() => createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' })) ||
    reads(() => createPrivateKey({ key: bytes, format: 'der', type: 'pkcs1' }))
  );
}

function readFileOf(value: string, folder: string, notAPath: CertificateErrorCode = 'not_a_certificate'): Buffer {
  const path = resolve(folder, value);
  try {
    const { size } = assertFile(path);
    if (size > maxBytes) throw new CertificateError('file_unreadable', 'larger than 1 MiB');
    return readFileSync(path);
  } catch (error) {
    if (error instanceof CertificateError) throw error;
    if (isUrl(value)) throw new CertificateError('url_given');
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT') throw new CertificateError('file_not_found', code);
    // These codes mean that the text is not a path at all.
    const noPath = code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE';
    throw new CertificateError(noPath ? notAPath : 'file_unreadable', code);
  }
}

/**
 * Checks the type first, because opening a named pipe would wait for a writer. With plain numbers, Node's realpathSync
 * would use the type of this file for the next import, and find no package.
 */
function assertFile(path: string): { size: bigint } {
  const file = statSync(path, { bigint: true });
  if (file.isFile()) return file;
  throw new CertificateError('file_unreadable', file.isDirectory() ? 'EISDIR' : 'not a regular file');
}
