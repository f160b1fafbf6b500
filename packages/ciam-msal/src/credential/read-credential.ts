import { type About, type EnvironmentReader, isGuid } from 'ciam-config';
import { assertValid, parseCertificateAndKey, parsePrivateKey } from './certificate.ts';
import { CertificateError } from './certificate-error.ts';
import { loadPem, loadToken } from './load-pem.ts';

/** The credential of a confidential client. Spread it into MSAL's `auth`. */
export type ClientCredential =
  { clientSecret: string } | { clientCertificate: ClientCertificate } | { clientAssertion: () => Promise<string> };

/**
 * The key that MSAL signs its client assertion with, and the thumbprint of the certificate: SHA-256, or SHA-1 if the
 * setting holds one.
 */
type ClientCertificate = { thumbprintSha256: string; privateKey: string } | { thumbprint: string; privateKey: string };

const certificatesPage = 'In the admin center: App registrations > your app > Certificates & secrets.';

/**
 * Reads the credential of a confidential client. If several are set, the strongest is used:
 * `<prefix>_FEDERATED_TOKEN_FILE`, then `<prefix>_CLIENT_CERTIFICATE` (or the original sample's CERT_THUMBPRINT with
 * CERT_PRIVATE_KEY_FILE), then `<prefix>_CLIENT_SECRET` (or CLIENT_SECRET). Reports problems to `read`.
 *
 * @param folder the folder that relative paths start from
 */
export function readCredential(
  read: EnvironmentReader,
  prefix: 'WEB_APP' | 'DAEMON',
  folder: string,
): ClientCredential {
  return (
    readFederatedToken(read, `${prefix}_FEDERATED_TOKEN_FILE`, folder) ??
    readCertificate(read, `${prefix}_CLIENT_CERTIFICATE`, folder) ??
    readThumbprint(read, folder) ??
    readSecret(read, prefix)
  );
}

function readFederatedToken(read: EnvironmentReader, name: string, folder: string): ClientCredential | undefined {
  const purpose =
    'the file in which another identity provider (Kubernetes, GitHub Actions, …) keeps a token for this app';
  const file = read.optional(name, { purpose, find: `${certificatesPage} Federated credentials.` });
  if (file === undefined) return undefined;
  if (file !== '') reading(read, name, () => loadToken(file, folder));
  // Read the file for each token request, because its owner replaces it about every hour.
  return { clientAssertion: async () => named(name, () => loadToken(file, folder)) };
}

function readCertificate(read: EnvironmentReader, name: string, folder: string): ClientCredential | undefined {
  const about = {
    purpose: 'a PEM with the certificate and its private key: a file, the PEM itself, or base64 of it',
    find: certificatesPage,
  };
  const value = read.optional(name, about);
  if (value === undefined) return undefined;
  const empty = { clientCertificate: { thumbprintSha256: '', privateKey: '' } };
  if (value === '') return empty;
  const clientCertificate = reading(read, name, () => certificateOf(loadPem(value, folder)));
  return clientCertificate ? { clientCertificate } : empty;
}

function certificateOf(pem: string): ClientCertificate {
  const { certificate, privateKey } = parseCertificateAndKey(pem);
  assertValid(certificate);
  return { thumbprintSha256: certificate.fingerprint256.replaceAll(':', ''), privateKey };
}

function readThumbprint(read: EnvironmentReader, folder: string): ClientCredential | undefined {
  const about = { purpose: "the certificate's thumbprint, SHA-256 (64 digits) or SHA-1 (40)", find: certificatesPage };
  const thumbprint = read.optional('CERT_THUMBPRINT', about)?.replaceAll(/[: ]/g, '').toUpperCase();
  if (thumbprint === undefined) return undefined;
  if (!/^(?:[0-9A-F]{40}|[0-9A-F]{64})?$/.test(thumbprint)) {
    read.problem(
      'CERT_THUMBPRINT',
      `CERT_THUMBPRINT is not 40 or 64 hexadecimal digits. It is ${about.purpose}. ${about.find}`,
    );
  }
  const file = read.required('CERT_PRIVATE_KEY_FILE', { purpose: "the PEM file with that certificate's private key" });
  const pem = file && reading(read, 'CERT_PRIVATE_KEY_FILE', () => parsePrivateKey(loadPem(file, folder)));
  const privateKey = pem || '';
  return {
    clientCertificate:
      thumbprint.length === 64 ? { thumbprintSha256: thumbprint, privateKey } : { thumbprint, privateKey },
  };
}

function readSecret(read: EnvironmentReader, prefix: string): ClientCredential {
  const about: About = {
    purpose: 'the value of a client secret',
    find: `${certificatesPage} Or set ${prefix}_CLIENT_CERTIFICATE or ${prefix}_FEDERATED_TOKEN_FILE instead.`,
    also: ['CLIENT_SECRET'],
  };
  const clientSecret = read.secret(`${prefix}_CLIENT_SECRET`, about);
  if (isGuid(clientSecret)) {
    read.problem(
      `${prefix}_CLIENT_SECRET`,
      `${prefix}_CLIENT_SECRET looks like the ID of a secret. Copy the secret's Value instead. ` +
        'It is shown only once, so create a new secret if you no longer have it.',
    );
  }
  return { clientSecret };
}

function reading<T>(read: EnvironmentReader, name: string, load: () => T): T | undefined {
  try {
    return named(name, load);
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    read.problem(name, error.message);
    return undefined;
  }
}

/**
 * Runs `load`, and makes the setting the subject of its error.
 *
 * @throws {CertificateError} of `load`, with the name of the setting
 */
function named<T>(name: string, load: () => T): T {
  try {
    return load();
  } catch (error) {
    throw error instanceof CertificateError ? error.about(name) : error;
  }
}
