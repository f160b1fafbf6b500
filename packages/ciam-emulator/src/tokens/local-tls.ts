import { generateKeyPair, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

import { certificatePem, makeCertificate } from './certificate.ts';

const makeKeyPair = promisify(generateKeyPair);
const hosts = ['localhost', '127.0.0.1', '*.ciamlogin.com'];
const authorityName = 'ciam-emulator local authority';
const year = 365 * 86_400_000;
/** A certificate with less left than this is made anew. */
const renewal = 30 * 86_400_000;

/** What `startEmulator({ tls })` takes, and the file that clients must trust. */
export interface LocalTls {
  /** PEM */
  key: string;
  /** PEM */
  cert: string;
  /** Absolute path, for NODE_EXTRA_CA_CERTS. */
  caFile: string;
}

/**
 * A certificate for localhost, 127.0.0.1 and *.ciamlogin.com, from a certificate authority that is made once in this
 * folder and whose own key is thrown away, so that it can sign nothing else.
 */
export async function localTls(folder: string): Promise<LocalTls> {
  const file = (name: string) => resolve(folder, name);
  const caFile = file('ca.pem');
  const kept = await Promise.all([
    readFile(file('server-key.pem'), 'utf8'),
    readFile(file('server.pem'), 'utf8'),
    readFile(caFile),
  ]).catch(() => undefined);
  if (kept && Date.parse(new X509Certificate(kept[1]).validTo) > Date.now() + renewal) {
    return { key: kept[0], cert: kept[1], caFile };
  }
  const { key, cert, ca } = await makeChain();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Wherever the folder lies, no repository takes it in.
  await writeFile(file('.gitignore'), '*\n');
  await writeFile(file('server-key.pem'), key, { mode: 0o600 });
  await writeFile(file('server.pem'), cert);
  await writeFile(caFile, ca);
  return { key, cert, caFile };
}

async function makeChain(): Promise<{ key: string; cert: string; ca: string }> {
  const [authority, server] = await Promise.all([makeRsaKey(), makeRsaKey()]);
  const times = { notBefore: new Date(Date.now() - 86_400_000), notAfter: new Date(Date.now() + year) };
  const ca = makeCertificate({ commonName: authorityName, key: authority, isAuthority: true, ...times });
  const issuer = { commonName: authorityName, key: authority };
  const cert = makeCertificate({ commonName: 'localhost', key: server, issuer, hosts, ...times });
  const key = server.export({ format: 'pem', type: 'pkcs8' }).toString();
  return { key, cert: certificatePem(cert), ca: certificatePem(ca) };
}

async function makeRsaKey(): Promise<KeyObject> {
  const { privateKey } = await makeKeyPair('rsa', { modulusLength: 2048 });
  return privateKey;
}
