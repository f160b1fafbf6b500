import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

/** A PEM that no app can prove itself by. The message is a sentence that holds nothing of the key. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
  readonly code = 'certificate_unusable';
}

export interface CertificateAndKey {
  certificate: X509Certificate;
  /** PEM, PKCS #8, not encrypted. */
  privateKey: string;
}

const together = 'put the certificate and its key into one PEM file';

/**
 * Takes the private key and the certificate that belongs to it from one PEM text, in any order; further certificates, such as
 * a chain, are passed over. Whether the certificate has expired is not looked at.
 *
 * @throws CertificateError
 * @see https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
export function parseCertificateAndKey(pem: string): CertificateAndKey {
  const key = readKey(pem);
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new CertificateError(`The PEM has no CERTIFICATE block: ${together}.`);
  const certificate = blocks.map(readCertificate).find((candidate) => candidate.checkPrivateKey(key));
  if (!certificate) throw new CertificateError('The certificate and the private key do not belong together.');
  return { certificate, privateKey: exported(key) };
}

/** @throws CertificateError */
export function parsePrivateKey(pem: string): string {
  return exported(readKey(pem));
}

function readKey(pem: string): KeyObject {
  if (/ENCRYPTED/.test(pem)) {
    throw new CertificateError(
      'The private key is under a passphrase: write it without one (openssl pkey -in key.pem -out plain.pem).',
    );
  }
  if (!/-----BEGIN (?:\w+ )?PRIVATE KEY-----/.test(pem)) {
    throw new CertificateError(`The PEM has no PRIVATE KEY block: ${together}.`);
  }
  const key = reading('PRIVATE KEY', () => createPrivateKey(pem));
  if (key.asymmetricKeyType !== 'rsa') throw new CertificateError('The private key is not RSA; Entra takes no other.');
  return key;
}

function readCertificate(block: string): X509Certificate {
  return reading('CERTIFICATE', () => new X509Certificate(block));
}

function reading<T>(label: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new CertificateError(`The ${label} block cannot be read.`, { cause });
  }
}

function exported(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
