import { createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { shownPath } from 'ciam-config/env-file';
import { makeSigningKey, signingKey, type SigningKey } from './signing-keys.ts';

/** The file of signing keys cannot be read or written, or is not a key file. */
export class KeysFileError extends Error {
  override readonly name = 'KeysFileError';
  readonly code = 'keys_file';
}

/**
 * Reads the signing keys in a file, the active one first. If the file does not exist, it is created for its owner
 * alone.
 *
 * @throws {KeysFileError} when the file cannot be read or written, or was not written by this function
 */
export async function readKeysFile(file: string): Promise<SigningKey[]> {
  const path = resolve(file);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new KeysFileError(`${shownPath(path)} cannot be read (${codeOf(cause)}). Choose another file for the keys.`, {
      cause,
    });
  });
  if (text !== undefined) return parseKeys(text, path);
  const keys = await Promise.all([makeSigningKey(), makeSigningKey()]);
  const jwks = keys.map(({ privateKey, jwk }) => ({ ...privateKey.export({ format: 'jwk' }), ...jwk }));
  // Write atomically: if two emulators start at the same time, the second uses the file of the first.
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, `${JSON.stringify({ keys: jwks }, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await link(draft, path);
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return await readKeysFile(file);
    throw new KeysFileError(
      `${shownPath(path)} cannot be written (${codeOf(cause)}). Choose another file for the keys.`,
      {
        cause,
      },
    );
  } finally {
    await rm(draft, { force: true });
  }
  return keys;
}

/** Parses the keys. Errors do not repeat the content, because it holds private keys. */
function parseKeys(text: string, path: string): SigningKey[] {
  try {
    const { keys } = JSON.parse(text);
    const read = [...keys].map((jwk) => {
      const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
      const certificate = new X509Certificate(Buffer.from(jwk.x5c[0], 'base64'));
      if (privateKey.asymmetricKeyType !== 'rsa' || !certificate.checkPrivateKey(privateKey)) throw new TypeError();
      return signingKey(privateKey, certificate);
    });
    if (read.length === 0) throw new TypeError();
    return read;
  } catch {
    throw new KeysFileError(
      `${path} is not a JSON Web Key Set of private RSA keys with their certificates (x5c). To create a new one, remove it.`,
    );
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
