import { generateKeyPair, randomBytes, X509Certificate } from 'node:crypto';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { Integer, Utf8String } from 'asn1js';
import { makeFolder, shownPath } from 'ciam-config';
import { type CertificateAndKey, CertificateError, parseCertificateAndKey } from 'ciam-msal';
import { AttributeTypeAndValue, Certificate, PublicKeyInfo, RelativeDistinguishedNames, Time } from 'pkijs';
import { readIfExists, writePrivate } from './env-file.ts';
import { RegistrationError } from './registration/registration-error.ts';

const makeKeyPair = promisify(generateKeyPair);
const rs256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

export interface CertificateFile {
  path: string;
  certificate: X509Certificate;
  /** The certificate in DER, base64, as Microsoft Graph takes it. */
  der: string;
}

/**
 * Creates an RSA key and a self-signed certificate in one PEM file (0600), valid for a year, the maximum that Entra
 * accepts under the usual policy.
 *
 * @throws {RegistrationError} `file_unusable` when the file exists, because a key in use must not be overwritten
 */
export async function createCertificate(
  path: string,
  subject: string,
  now: Date = new Date(),
): Promise<CertificateFile> {
  if ((await readIfExists(path)) !== undefined) {
    throw new RegistrationError('file_unusable', `${path} already exists. Move it, or name another file.`);
  }
  const { publicKey, privateKey } = await makeKeyPair('rsa', { modulusLength: 2048 });
  const notAfter = new Date(now);
  notAfter.setUTCDate(notAfter.getUTCDate() + 365);
  const name = new RelativeDistinguishedNames({
    typesAndValues: [new AttributeTypeAndValue({ type: '2.5.4.3', value: new Utf8String({ value: subject }) })],
  });
  const certificate = new Certificate({
    version: 2,
    serialNumber: Integer.fromBigInt(`0x${randomBytes(16).toString('hex')}`),
    subject: name,
    issuer: name,
    notBefore: new Time({ value: now }),
    notAfter: new Time({ value: notAfter }),
    subjectPublicKeyInfo: PublicKeyInfo.fromBER(publicKey.export({ format: 'der', type: 'spki' })),
  });
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  await certificate.sign(await crypto.subtle.importKey('pkcs8', pkcs8, rs256, false, ['sign']), 'SHA-256');
  const pem = new X509Certificate(Buffer.from(certificate.toSchema().toBER())).toString();
  try {
    makeFolder(dirname(path));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    throw new RegistrationError(
      'file_unusable',
      `${shownPath(dirname(path))} cannot be created (${code}). Name another file.`,
      {
        cause,
      },
    );
  }
  await writePrivate(path, `${pem}${privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()}`);
  return readCertificate(path);
}

/**
 * Reads a certificate from a PEM file with its key.
 *
 * @throws {RegistrationError} `file_unusable` when an app could not use it, or it has expired
 */
export async function readCertificate(path: string, now: Date = new Date()): Promise<CertificateFile> {
  const { certificate } = parse(path, (await readIfExists(path)) ?? '');
  if (new Date(certificate.validTo) < now) {
    throw new RegistrationError(
      'file_unusable',
      `The certificate in ${path} expired on ${certificate.validTo}. Move the file, then create a new one.`,
    );
  }
  return { path, certificate, der: certificate.raw.toString('base64') };
}

function parse(path: string, pem: string): CertificateAndKey {
  try {
    return parseCertificateAndKey(pem);
  } catch (cause) {
    if (!(cause instanceof CertificateError)) throw cause;
    throw new RegistrationError('file_unusable', `${path} cannot be used. ${cause.message}`, { cause });
  }
}
