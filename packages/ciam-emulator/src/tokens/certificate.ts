import { createPrivateKey, generateKeyPair, randomBytes, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { Integer, OctetString, Utf8String } from 'asn1js';
import {
  AltName,
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  GeneralName,
  PublicKeyInfo,
  RelativeDistinguishedNames,
  Time,
} from 'pkijs';

const makeKeyPair = promisify(generateKeyPair);
const rs256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const day = 86_400_000;

/** A private key and its certificate in PEM, as `https.createServer` takes them. */
export interface KeyAndCertificate {
  key: string;
  cert: string;
}

export interface CertificateRequest {
  commonName: string;
  /** The host names and IPv4 addresses of a server. */
  hosts?: readonly string[];
  /** Whether it is a certificate authority. */
  isAuthority?: boolean;
  /** The issuer that signs it. Default: self-signed. */
  issuer?: KeyAndCertificate;
  /** Default: yesterday. */
  notBefore?: Date;
  /** Default: in a year. */
  notAfter?: Date;
}

/**
 * Creates a key and its certificate.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export async function writeCertificate(request: CertificateRequest): Promise<KeyAndCertificate> {
  const { commonName, issuer, isAuthority = false, hosts = [] } = request;
  const { publicKey, privateKey } = await makeKeyPair('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { format: 'der', type: 'spki' },
    privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
  });
  const certificate = new Certificate({
    version: 2,
    serialNumber: serialNumber(randomBytes(16)),
    subject: name(commonName),
    issuer: issuer ? parse(issuer.cert).subject : name(commonName),
    notBefore: new Time({ value: request.notBefore ?? new Date(Date.now() - day) }),
    notAfter: new Time({ value: request.notAfter ?? new Date(Date.now() + 365 * day) }),
    subjectPublicKeyInfo: PublicKeyInfo.fromBER(publicKey),
    extensions: [
      extension('2.5.29.19', new BasicConstraints({ cA: isAuthority }).toSchema().toBER(), true),
      ...(hosts.length === 0 ? [] : serverExtensions(hosts)),
    ],
  });
  const pkcs8 = createPrivateKey(issuer?.key ?? privateKey).export({ format: 'der', type: 'pkcs8' });
  await certificate.sign(await crypto.subtle.importKey('pkcs8', pkcs8, rs256, false, ['sign']), 'SHA-256');
  return { key: privateKey, cert: new X509Certificate(Buffer.from(certificate.toSchema().toBER())).toString() };
}

/** Converts bytes to a positive integer in as few bytes as possible, because OpenSSL reads no other form. */
export function serialNumber(bytes: Buffer): Integer {
  return Integer.fromBigInt(`0x${bytes.toString('hex')}`);
}

function name(commonName: string): RelativeDistinguishedNames {
  const value = new Utf8String({ value: commonName });
  return new RelativeDistinguishedNames({ typesAndValues: [new AttributeTypeAndValue({ type: '2.5.4.3', value })] });
}

function serverExtensions(hosts: readonly string[]): Extension[] {
  const altNames = hosts.map((host) =>
    isIP(host) === 4
      ? new GeneralName({ type: 7, value: new OctetString({ valueHex: Uint8Array.from(host.split('.'), Number) }) })
      : new GeneralName({ type: 2, value: host }),
  );
  const serverAuthentication = new ExtKeyUsage({ keyPurposes: ['1.3.6.1.5.5.7.3.1'] });
  return [
    extension('2.5.29.17', new AltName({ altNames }).toSchema().toBER()),
    extension('2.5.29.37', serverAuthentication.toSchema().toBER()),
  ];
}

function extension(extnID: string, extnValue: ArrayBuffer, critical = false): Extension {
  return new Extension({ extnID, extnValue, critical });
}

function parse(pem: string): Certificate {
  return Certificate.fromBER(new X509Certificate(pem).raw);
}
