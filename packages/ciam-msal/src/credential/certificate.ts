import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { CertificateError, type CertificateErrorCode } from './certificate-error.ts';

export interface CertificateAndKey {
  certificate: X509Certificate;
  /** PEM, PKCS #8, not encrypted. */
  privateKey: string;
}

/**
 * Takes the private key and the certificate that belongs to it from one PEM text, in any order; further certificates, such as
 * a chain, are passed over. Whether the certificate is valid today is not looked at: see {@link assertValid}.
 *
 * @throws {CertificateError} for anything that an app could not prove itself by
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

/** @throws {CertificateError} when there is no private key, or one that Entra would not accept */
export function parsePrivateKey(pem: string): string {
  return exported(readKey(pem));
}

/** @throws {CertificateError} when the certificate has expired, or is not valid yet */
export function assertValid({ validFrom, validTo }: X509Certificate, now: number = Date.now()): void {
  if (Date.parse(validTo) < now) throw new CertificateError('certificate_expired', `on ${validTo}`);
  // A certificate that was made on another machine may begin a moment ahead of this clock.
  if (Date.parse(validFrom) > now + 300_000) throw new CertificateError('certificate_not_yet_valid', validFrom);
}

function readKey(pem: string): KeyObject {
  if (/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type:\s*4,ENCRYPTED/.test(pem)) throw new CertificateError('key_encrypted');
  const [block] = blocksOf(pem, /^(?:\w+ )?PRIVATE KEY$/);
  if (!block) throw new CertificateError(isCutOff(pem) ? 'pem_incomplete' : 'key_missing');
  const key = attempt('key_unreadable', () => createPrivateKey(block));
  if (key.asymmetricKeyType !== 'rsa') throw new CertificateError('key_not_rsa');
  return key;
}

/**
 * The blocks with such a label, written as PEM demands: environment variables, YAML and pipelines turn line breaks into blanks
 * or drop them.
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
