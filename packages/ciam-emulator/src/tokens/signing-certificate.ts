import { createPrivateKey, generateKeyPair, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';

const makeKeyPair = promisify(generateKeyPair);
const signWith = promisify(sign);

/** AlgorithmIdentifier sha256WithRSAEncryption, RFC 4055 section 5 */
const sha256WithRsa = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
const version3 = Buffer.from('a003020102', 'hex');
const commonNameOid = Buffer.from('0603550403', 'hex');
const tags = { integer: 0x02, bitString: 0x03, utf8String: 0x0c, utcTime: 0x17, sequence: 0x30, set: 0x31 };

/**
 * Creates an RSA key and the certificate under which a real tenant would publish it. It is encoded by hand because
 * every start needs one, and importing a library takes a quarter of the start. Use `makeCertificate` for all others.
 *
 * @see RFC 5280 section 4.1
 */
export async function makeSigningPair(): Promise<{ privateKey: KeyObject; certificate: X509Certificate }> {
  const { publicKey, privateKey: pkcs8 } = await makeKeyPair('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { format: 'der', type: 'spki' },
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
  });
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const serial = randomBytes(16);
  // A positive number without superfluous bytes.
  serial[0] = 1 + ((serial[0] ?? 0) % 127);
  const commonName = der(tags.utf8String, Buffer.from('accounts.accesscontrol.windows.net'));
  const name = der(tags.sequence, der(tags.set, der(tags.sequence, commonNameOid, commonName)));
  const toBeSigned = der(
    tags.sequence,
    version3,
    der(tags.integer, serial),
    sha256WithRsa,
    name,
    der(tags.sequence, utcTime('200101000000Z'), utcTime('491231000000Z')),
    name,
    publicKey,
  );
  const signature = await signWith('sha256', toBeSigned, privateKey);
  const bits = der(tags.bitString, Buffer.from([0]), signature);
  return { privateKey, certificate: new X509Certificate(der(tags.sequence, toBeSigned, sha256WithRsa, bits)) };
}

function utcTime(text: string): Buffer {
  return der(tags.utcTime, Buffer.from(text));
}

/** Encodes a value in DER (X.690 section 8.1): tag, length, content. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, Math.floor(size / 0x100), size % 0x100];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
