import { createPrivateKey, generateKeyPair, type KeyObject, randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { CertificateError, loadPem, parseCertificateAndKey } from 'ciam-msal';
import type { FileApplication, FileEnvironment, TenantFile } from 'ciam-emulator/tenant-file';
import { SignJWT } from 'jose';
import { readIfExists } from '../env-file.ts';
import { RegistrationError } from '../registration/registration-error.ts';

type Settings = Readonly<Record<string, string | undefined>>;

/** The credentials of the file's apps that the settings hold. */
export interface Credentials {
  secret?: Held & { value: string };
  certificate?: Held & { pem: string; sign: Sign };
  federated?: Held & { token: string };
  /** Credentials that no tenant knows: a certificate, and a token of another issuer. */
  unknown: { certificate: Sign; token: string };
}

interface Held {
  app: string;
  clientId: string;
}

/** Creates a client assertion for an app and a token endpoint. */
type Sign = (clientId: string, audience: string) => Promise<string>;

/**
 * Finds one app for each kind of credential.
 *
 * @param folder the folder of the tenant file
 * @throws {RegistrationError} `file_unusable` when a certificate or token file cannot be used
 */
export async function heldCredentials(file: TenantFile, settings: Settings, folder: string): Promise<Credentials> {
  const holder = (kind: keyof FileEnvironment): (Held & { value: string; env: FileEnvironment }) | undefined => {
    for (const { name: app, env = {} } of file.applications) {
      const [clientId, value] = [settings[env.clientId ?? ''], settings[String(env[kind] ?? '')]];
      if (clientId && value) return { app, clientId, value, env };
    }
    return undefined;
  };
  const [secret, certificate, token] = [
    holder('clientSecret'),
    holder('clientCertificate'),
    holder('federatedTokenFile'),
  ];
  const where = (env: FileEnvironment): string => resolve(folder, env.folder ?? '');
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return {
    ...(secret && { secret }),
    ...(certificate && { certificate: { ...certificate, ...readCertificate(certificate, where(certificate.env)) } }),
    ...(token && { federated: { ...token, token: await readToken(resolve(where(token.env), token.value)) } }),
    unknown: {
      certificate: signer(privateKey, Buffer.from('a certificate that nobody has!!!').toString('base64url')),
      token: await new SignJWT({})
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'unknown' })
        .setIssuer('https://token.example.com/')
        .setSubject('a workload that nobody knows')
        .setAudience('api://AzureADTokenExchange')
        .setExpirationTime('10 minutes')
        .sign(privateKey),
    },
  };
}

/** Returns the local part that makes the local tenant accept the same certificate. */
export function certificateOf({ certificate }: Credentials, { name }: FileApplication): { certificate?: string } {
  return certificate?.app === name ? { certificate: certificate.pem } : {};
}

function readCertificate({ value, env }: { value: string; env: FileEnvironment }, folder: string) {
  try {
    const { certificate, privateKey } = parseCertificateAndKey(loadPem(value, folder));
    const thumbprint = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
    return { pem: certificate.toString(), sign: signer(createPrivateKey(privateKey), thumbprint) };
  } catch (cause) {
    if (!(cause instanceof CertificateError)) throw cause;
    throw new RegistrationError('file_unusable', `${env.clientCertificate} cannot be used. ${cause.message}`, {
      cause,
    });
  }
}

async function readToken(path: string): Promise<string> {
  const token = (await readIfExists(path))?.trim();
  if (token) return token;
  throw new RegistrationError(
    'file_unusable',
    `${path} does not contain a token. Set it to another file, or remove the setting.`,
  );
}

/** @see https://learn.microsoft.com/entra/identity-platform/certificate-credentials */
function signer(key: KeyObject, thumbprint: string): Sign {
  return (clientId, audience) =>
    new SignJWT({})
      .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(audience)
      .setJti(randomUUID())
      .setIssuedAt()
      .setNotBefore('0 seconds')
      .setExpirationTime('10 minutes')
      .sign(key);
}
