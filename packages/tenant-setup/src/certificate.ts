import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { X509CertificateGenerator } from '@peculiar/x509';
import { readIfThere, writePrivate } from './env-file.ts';
import { RegistrationError } from './registration/registration-error.ts';

const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

export interface CertificateFile {
  path: string;
  certificate: X509Certificate;
  /** The certificate in DER, base64, as Microsoft Graph takes it. */
  der: string;
}

/**
 * Makes an RSA key and a self-signed certificate in one PEM file (0600), valid for a year: Entra takes no longer ones from a
 * tenant with the usual policy.
 *
 * @throws RegistrationError `file_unusable` when there is a file already; a key in use must not be overwritten
 */
export async function createCertificate(
  path: string,
  subject: string,
  now: Date = new Date(),
): Promise<CertificateFile> {
  if ((await readIfThere(path)) !== undefined) {
    throw new RegistrationError('file_unusable', `${path} exists already. Move it away, or name another file.`);
  }
  const keys = await crypto.subtle.generateKey(rsa, true, ['sign', 'verify']);
  const notAfter = new Date(now);
  notAfter.setUTCDate(notAfter.getUTCDate() + 365);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${subject}`,
    keys,
    notBefore: now,
    notAfter,
    signingAlgorithm: rsa,
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const lines = pkcs8.match(/.{1,64}/g)?.join('\n') ?? '';
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writePrivate(
    path,
    `${certificate.toString('pem').trim()}\n-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`,
  );
  return readCertificate(path);
}

/** @throws RegistrationError `file_unusable` when there is no certificate in it, or the one there has expired */
export async function readCertificate(path: string, now: Date = new Date()): Promise<CertificateFile> {
  const text = await readIfThere(path);
  const block = text && /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(text)?.[0];
  if (!block) throw new RegistrationError('file_unusable', `${path} is not a PEM file with a certificate in it.`);
  const certificate = new X509Certificate(block);
  if (new Date(certificate.validTo) < now) {
    throw new RegistrationError(
      'file_unusable',
      `The certificate in ${path} expired on ${certificate.validTo}. Move the file away, then make a new one.`,
    );
  }
  return { path, certificate, der: certificate.raw.toString('base64') };
}
