import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { CertificateError, type CertificateErrorCode } from './certificate-error.ts';

export interface CertificateAndKey {
  certificate: X509Certificate;
  /** Unencrypted PKCS #8 in PEM. */
  privateKey: string;
}

/**
 * Reads the private key and its certificate from a PEM text, in any order. Ignores other certificates, such as a chain.
 * Does not check the validity period: see {@link assertValid}.
 *
 * @throws {CertificateError} when the text does not contain a usable pair
 * @see https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
export function parseCertificateAndKey(pem: string): CertificateAndKey {
  const key = readKey(pem);
  const certificates = blocksOf(pem, /^(?:X509 )?CERTIFICATE$/);
  if (certificates.length === 0) throw new CertificateError(isCutOff(pem) ? 'pem_incomplete' : 'certificate_missing');
  const certificate = certificates
    .map((block) => attempt('certificate_unreadable', () => new X509Certificate(block)))
    .find((candidate) => candidate.checkPrivateKey(key));
  if (!certificate) throw new CertificateError('certificate_mismatch');
  return { certificate, privateKey: exported(key) };
}

/**
 * Reads the private key from a PEM text.
 *
 * @throws {CertificateError} when there is no private key, or Entra would not accept it
 */
export function parsePrivateKey(pem: string): string {
  return exported(readKey(pem));
}

/**
 * Checks the validity period of a certificate.
 *
 * @throws {CertificateError} when the certificate has expired or is not valid yet
 */
export function assertValid({ validFrom, validTo }: X509Certificate, now: number = Date.now()): void {
  if (Date.parse(validTo) < now) throw new CertificateError('certificate_expired', `on ${validTo}`);
  // Allow for the clock of the machine that created the certificate.
  if (Date.parse(validFrom) > now + 300_000) throw new CertificateError('certificate_not_yet_valid', validFrom);
}

function readKey(pem: string): KeyObject {
  if (/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type:\s*4,ENCRYPTED/.test(pem)) throw new CertificateError('key_encrypted');
  const [block] = blocksOf(pem, /^(?:\w+ )?PRIVATE KEY$/);
  if (!block) throw new CertificateError(isCutOff(pem) ? 'pem_incomplete' : 'key_missing');
  const key = attempt('key_unreadable', () => createPrivateKey(block));
  if (key.asymmetricKeyType !== 'rsa') throw new CertificateError('key_not_rsa');
  const { modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < 2048) throw new CertificateError('key_too_short', `${modulusLength} bits`);
  return key;
}

/**
 * Returns the blocks with a matching label, reformatted as PEM requires: environment variables, YAML and pipelines turn
 * line breaks into spaces or drop them.
 */
function blocksOf(pem: string, label: RegExp): string[] {
  return [...pem.matchAll(/-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]*)-----END \1-----/g)]
    .filter(([, name = '']) => label.test(name))
    .map(([, name = '', body = '']) => {
      const lines = body.replaceAll(/\s/g, '').match(/.{1,64}/g) ?? [];
      return [`-----BEGIN ${name}-----`, ...lines, `-----END ${name}-----`, ''].join('\n');
    });
}

function isCutOff(pem: string): boolean {
  return (pem.match(/-----BEGIN /g) ?? []).length > (pem.match(/-----END /g) ?? []).length;
}

function attempt<T>(code: CertificateErrorCode, read: () => T): T {
  try {
    return read();
  } catch {
    throw new CertificateError(code);
  }
}

function exported(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
