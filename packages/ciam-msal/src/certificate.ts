import { createPrivateKey, X509Certificate } from 'node:crypto';

/** What MSAL signs its client assertion with. */
export interface CertificateCredential {
  thumbprintSha256: string;
  /** PEM, PKCS #8, not encrypted. */
  privateKey: string;
}

/**
 * Takes the certificate and its private key from one PEM text, in any order; further certificates (a chain) are passed over.
 *
 * @throws Error whose message completes "The certificate …"; it holds nothing of the key
 * @see https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
export function parseCertificate(pem: string, now: Date = new Date()): CertificateCredential {
  const keyPem = block(pem, '(?:RSA |EC |ENCRYPTED )?PRIVATE KEY');
  if (!keyPem) throw new Error('has no PRIVATE KEY block: put the certificate and its key into one PEM file');
  const key = readKey(keyPem);
  const certificate = certificateOf(pem, (candidate) => candidate.checkPrivateKey(key));
  if (key.asymmetricKeyType !== 'rsa') throw new Error('has a key that is not RSA, which Entra does not take');
  if (new Date(certificate.validTo) < now) throw new Error(`expired on ${certificate.validTo}: upload a new one`);
  return {
    thumbprintSha256: certificate.fingerprint256.replaceAll(':', ''),
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/**
 * Reads an RSA private key on its own.
 *
 * @throws Error whose message completes "The certificate …"
 */
export function parsePrivateKey(pem: string): string {
  return readKey(pem).export({ type: 'pkcs8', format: 'pem' }).toString();
}

function readKey(pem: string) {
  if (/ENCRYPTED/.test(pem)) {
    throw new Error('has a key under a passphrase: write it without one (openssl pkey -in key.pem -out plain.pem)');
  }
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Error('has a PRIVATE KEY block that cannot be read');
  }
}

function certificateOf(pem: string, belongs: (candidate: X509Certificate) => boolean): X509Certificate {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0)
    throw new Error('has no CERTIFICATE block: put the certificate and its key into one PEM file');
  const certificates = blocks.map((text) => {
    try {
      return new X509Certificate(text);
    } catch {
      throw new Error('has a CERTIFICATE block that cannot be read');
    }
  });
  const own = certificates.find(belongs);
  if (!own) throw new Error('and the private key beside it do not belong together');
  return own;
}

function block(pem: string, label: string): string | undefined {
  return new RegExp(`-----BEGIN (${label})-----[\\s\\S]+?-----END \\1-----`).exec(pem)?.[0];
}
