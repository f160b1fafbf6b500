import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { About, EnvironmentReader } from 'ciam-config';
import { CertificateError, parseCertificateAndKey, parsePrivateKey } from './certificate.ts';

/** How an application proves that it is itself: spread it into MSAL's `auth`. */
export type ClientCredential =
  { clientSecret: string } | { clientCertificate: ClientCertificate } | { clientAssertion: () => Promise<string> };

/** The key that MSAL signs its client assertion with, and the certificate's thumbprint: SHA-256, or SHA-1 where it was given so. */
type ClientCertificate = { thumbprintSha256: string; privateKey: string } | { thumbprint: string; privateKey: string };

const certificatesPage = 'In the admin center: App registrations > your app > Certificates & secrets.';

/**
 * Reads the credential of a confidential client. Where several are set the strongest wins: `<prefix>_FEDERATED_TOKEN_FILE`,
 * then `<prefix>_CLIENT_CERTIFICATE` (or the original sample's CERT_THUMBPRINT with CERT_PRIVATE_KEY_FILE), then
 * `<prefix>_CLIENT_SECRET` (or CLIENT_SECRET). Problems go to `read`.
 *
 * @param folder what relative paths start from
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
  const path = resolve(folder, file);
  if (file !== '') reading(read, name, () => readFileSync(path));
  // Read anew for each token request: the file's owner replaces it every hour or so.
  return { clientAssertion: async () => (await readFile(path, 'utf8')).trim() };
}

function readCertificate(read: EnvironmentReader, name: string, folder: string): ClientCredential | undefined {
  const about = {
    purpose: 'a PEM with the certificate and its private key: a file, or the PEM itself',
    find: certificatesPage,
  };
  const value = read.optional(name, about);
  if (value === undefined) return undefined;
  const empty = { clientCertificate: { thumbprintSha256: '', privateKey: '' } };
  if (value === '') return empty;
  const clientCertificate = reading(read, name, () => certificateOf(readPem(value, folder)));
  return clientCertificate ? { clientCertificate } : empty;
}

function certificateOf(pem: string): ClientCertificate {
  const { certificate, privateKey } = parseCertificateAndKey(pem);
  if (Date.parse(certificate.validTo) < Date.now()) {
    throw new CertificateError(`The certificate expired on ${certificate.validTo}: upload a new one.`);
  }
  return { thumbprintSha256: certificate.fingerprint256.replaceAll(':', ''), privateKey };
}

/** The PEM that a `*_CLIENT_CERTIFICATE` names by its path, or is itself, its line ends perhaps written as `\n`. */
export function readPem(value: string, folder: string): string {
  return value.includes('-----BEGIN') ? value.replaceAll('\\n', '\n') : readFileSync(resolve(folder, value), 'utf8');
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
  const pem = file && reading(read, 'CERT_PRIVATE_KEY_FILE', () => parsePrivateKey(readPem(file, folder)));
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
  const clientSecret = read.required(`${prefix}_CLIENT_SECRET`, about);
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(clientSecret)) {
    read.problem(
      `${prefix}_CLIENT_SECRET`,
      `${prefix}_CLIENT_SECRET looks like the ID of a secret. Copy the secret's Value instead; ` +
        'it is shown only once, so make a new secret if it is gone.',
    );
  }
  return { clientSecret };
}

function reading<T>(read: EnvironmentReader, name: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const message = error instanceof Error ? error.message : String(error);
    if (missing)
      read.problem(
        name,
        `${name} names a file that does not exist. Relative paths start from the program's own folder.`,
      );
    else if (error instanceof Error && 'syscall' in error)
      read.problem(name, `${name} names a file that cannot be read: ${message}.`);
    else read.problem(name, `${name}: ${message}`);
    return undefined;
  }
}
