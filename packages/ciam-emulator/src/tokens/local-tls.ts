import { X509Certificate } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { shownPath } from 'ciam-config/env-file';
import { makeFolder } from 'ciam-config/make-folder';
import type { KeyAndCertificate } from './certificate.ts';
import { makeCertificate } from './make-certificate.ts';

const graphHost = 'graph.microsoft.com';
const usualHosts = ['localhost', '127.0.0.1', '*.ciamlogin.com', graphHost];
const authorityName = 'ciam-emulator local authority';
/** A certificate that expires within this time, in milliseconds, is renewed. */
const renewal = 30 * 86_400_000;

/** The `tls` option of `startEmulator`, and the file that clients must trust. */
export interface LocalTls extends KeyAndCertificate {
  /** Absolute path, for NODE_EXTRA_CA_CERTS. */
  caFile: string;
}

/** The folder of the local authority cannot be written to. */
export class TlsFolderError extends Error {
  override readonly name = 'TlsFolderError';
  readonly code = 'tls_folder';
}

/**
 * Creates a certificate for localhost, 127.0.0.1, *.ciamlogin.com, graph.microsoft.com and the given names. It is
 * signed by a certificate authority that is created once in this folder, and whose key is discarded so that it can sign
 * nothing else.
 *
 * @throws {TlsFolderError} when the folder cannot be written to
 * @example
 * const tls = await localTls('.ciam-emulator');
 * const tenant = await startEmulator({ tls });
 * console.log(`NODE_EXTRA_CA_CERTS=${tls.caFile}`);
 * await tenant.close();
 */
export async function localTls(folder: string, names: readonly string[] = []): Promise<LocalTls> {
  const file = (name: string) => resolve(folder, name);
  const caFile = file('ca.pem');
  const kept = await Promise.all([
    readFile(file('server-key.pem'), 'utf8'),
    readFile(file('server.pem'), 'utf8'),
    readFile(caFile),
  ]).catch(() => undefined);
  if (kept && isGoodFor(kept[1], [...names, graphHost])) {
    return { key: kept[0], cert: kept[1], caFile };
  }
  const issuer = await makeCertificate({ commonName: authorityName, isAuthority: true });
  const hosts = [...new Set([...usualHosts, ...names])];
  const { key, cert } = await makeCertificate({ commonName: 'localhost', issuer, hosts });
  try {
    makeFolder(resolve(folder));
    // Keep the folder out of any repository.
    await replace(file('.gitignore'), '*\n');
    await replace(file('server-key.pem'), key, 0o600);
    await replace(file('server.pem'), cert);
    await replace(caFile, issuer.cert);
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new TlsFolderError(
      `${shownPath(resolve(folder))} cannot be written to (${why}). Choose another folder, with --tls-folder.`,
      {
        cause,
      },
    );
  }
  return { key, cert, caFile };
}

/** Writing to a file that exists would keep its mode, and follow a link. */
async function replace(path: string, text: string, mode = 0o644): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, text, { mode, flag: 'wx' });
}

function isGoodFor(pem: string, names: readonly string[]): boolean {
  const certificate = parse(pem);
  if (!certificate) return false;
  const holds = (name: string) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
  return Date.parse(certificate.validTo) > Date.now() + renewal && names.every(holds);
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
