import { generateKeyPairSync, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from 'ciam-emulator';
import { type ConfigurationError, readEnvironment } from 'ciam-config';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CertificateErrorCode, certificateErrors } from './certificate-error.ts';
import { readCredential } from './read-credential.ts';

const folder = mkdtempSync(join(tmpdir(), 'credential-'));
const file = (name: string, text: string | Uint8Array): string => {
  writeFileSync(join(folder, name), text);
  return name;
};
const linkToItself = (name: string): string => {
  symlinkSync(name, join(folder, name));
  return name;
};
afterAll(() => rmSync(folder, { recursive: true }));

const read = (env: Record<string, string>) =>
  readEnvironment(env, (reader) => readCredential(reader, 'DAEMON', folder));

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    read(env);
  } catch (error) {
    return (error as ConfigurationError).problems;
  }
  return [];
};

async function certificateUntil(
  notAfter: Date,
  notBefore = new Date('2020-01-01'),
): Promise<{ certificate: string; key: string; sha256: string }> {
  const { key, cert } = await makeCertificate({ commonName: 'daemon', notBefore, notAfter });
  const sha256 = new X509Certificate(cert).fingerprint256.replaceAll(':', '');
  return { certificate: cert, key, sha256 };
}

let good: Awaited<ReturnType<typeof certificateUntil>>;
let later: typeof good;
let expired: Awaited<ReturnType<typeof certificateUntil>>;
beforeAll(async () => {
  good = await certificateUntil(new Date('2049-01-01'));
  later = await certificateUntil(new Date('2049-01-01'), new Date('2048-01-01'));
  expired = await certificateUntil(new Date('2021-01-01'));
});

const pem = (key: KeyObject, cipher?: { cipher: string; passphrase: string }): string =>
  key.export({ type: 'pkcs8', format: 'pem', ...cipher }).toString();
const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const shortKey = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
const ellipticKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const underPassphrase = { cipher: 'aes-256-cbc', passphrase: 'p' };

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');

/** The forms in which people, shells and platforms pass a PEM. */
const formsOf = (text: string): string[] => [
  text,
  text.replaceAll('\n', '\\n'),
  text.replaceAll('\n', '\\r\\n'),
  text.replaceAll('\n', '\r\n'),
  text.replaceAll('\n', ' '),
  `"${text}"`,
  base64(text),
  (base64(text).match(/.{1,76}/g) ?? []).join('\n'),
  Buffer.from(text).toString('base64url'),
  base64(base64(text)),
  file('app.pem', text),
  file('app.txt', base64(text)),
  file('windows.pem', Buffer.from(`\uFEFF${text}`, 'utf16le')),
  file('unmarked.pem', Buffer.from(text, 'utf16le')),
  file('big-endian.pem', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()),
  file('marked.pem', `\uFEFF${text}`),
  file('bag.pem', Buffer.from(`Bag Attributes\n    friendlyName: Größe\n${text}`, 'latin1')),
];

/** Data that begins like PKCS#12, with a length in each form of DER and BER. */
const pkcs12 = ['82ffff', '8200ff', '81ff', '7f', '80', '8300ffff', '84000fffff'].map((length) =>
  Buffer.concat([Buffer.from(`30${length}020103`, 'hex'), randomBytes(400)]),
);

test('a secret, under its own name or the name in the original sample', () => {
  expect(read({ DAEMON_CLIENT_SECRET: 'a~value' })).toEqual({ clientSecret: 'a~value' });
  expect(read({ CLIENT_SECRET: 'older' })).toEqual({ clientSecret: 'older' });
  expect(read({ CLIENT_SECRET: 'older', DAEMON_CLIENT_SECRET: 'newer' })).toEqual({ clientSecret: 'newer' });
});

test('a certificate from a file or from the value itself, in any order and with other content', () => {
  const expected = {
    clientCertificate: { thumbprintSha256: good.sha256, privateKey: expect.stringContaining('PRIVATE KEY') },
  };
  const chain = `${expired.certificate}\n${good.key}\n${good.certificate}`;
  for (const text of [good.certificate + good.key, chain]) {
    for (const value of formsOf(text)) expect(read({ DAEMON_CLIENT_CERTIFICATE: value })).toEqual(expected);
  }
});

test.each([
  ['1a:2b'.padEnd(59, ':cc'), 'thumbprint'],
  ['ab'.repeat(32), 'thumbprintSha256'],
])('the thumbprint %s and key file of the original sample', (thumbprint, property) => {
  const env = { CERT_THUMBPRINT: thumbprint, CERT_PRIVATE_KEY_FILE: file('key.pem', good.key) };
  const value = thumbprint.replaceAll(':', '').toUpperCase();
  expect(read(env)).toMatchObject({ clientCertificate: { [property]: value } });
});

test('a federated token is read again for each request', async () => {
  const credential = read({ DAEMON_FEDERATED_TOKEN_FILE: file('token', 'first\n') });
  if (!('clientAssertion' in credential)) throw new Error('expected an assertion');
  await expect(credential.clientAssertion()).resolves.toBe('first');
  file('token', 'second');
  await expect(credential.clientAssertion()).resolves.toBe('second');
});

test('the strongest of several credentials is used', () => {
  const env = { DAEMON_CLIENT_SECRET: 'x', DAEMON_CLIENT_CERTIFICATE: good.certificate + good.key };
  expect(read(env)).toHaveProperty('clientCertificate');
  expect(read({ ...env, DAEMON_FEDERATED_TOKEN_FILE: file('token', 'x') })).toHaveProperty('clientAssertion');
});

test.each<[string, () => Record<string, string>, RegExp]>([
  ['nothing', () => ({}), /DAEMON_CLIENT_SECRET is not set.*Certificates & secrets.*DAEMON_CLIENT_CERTIFICATE/],
  [
    'a placeholder',
    () => ({ CLIENT_SECRET: 'Enter_the_Client_Secret_Here' }),
    /CLIENT_SECRET still contains its placeholder/,
  ],
  [
    'the ID of a secret',
    () => ({ CLIENT_SECRET: '00001111-aaaa-2222-bbbb-3333cccc4444' }),
    /looks like the ID of a secret.*Value/,
  ],
  [
    'a short thumbprint',
    () => ({ CERT_THUMBPRINT: 'abc', CERT_PRIVATE_KEY_FILE: 'key.pem' }),
    /not 40 or 64 hexadecimal/,
  ],
  ['no key file', () => ({ CERT_THUMBPRINT: 'ab'.repeat(32) }), /CERT_PRIVATE_KEY_FILE is not set/],
])('%s is one readable problem without any secret in it', (_, env, expected) => {
  file('key.pem', good.key);
  const problems = problemsOf(env());
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(expected);
  expect(problems[0]).not.toContain(good.key.split('\n')[3]);
});

const jwt = `eyJ${randomBytes(60).toString('base64url')}.${randomBytes(200).toString('base64url')}.${randomBytes(200).toString('base64url')}`;
const der = (): Uint8Array => new X509Certificate(good.certificate).raw;
const keyDer = (type: 'pkcs1' | 'pkcs8'): Uint8Array => otherKey.export({ type, format: 'der' });
const traditional = (): string =>
  otherKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'p' }).toString();

/**
 * Common mistakes in the two settings. Each is tried as the value itself, as its base64 if it is binary, and as a file.
 */
const mistakes: [CertificateErrorCode, string, () => string | Uint8Array][] = [
  ['key_missing', 'a certificate alone', () => good.certificate],
  ['key_encrypted', 'a key under a passphrase', () => good.certificate + pem(otherKey, underPassphrase)],
  ['key_encrypted', 'a key under a passphrase, in the older form', () => good.certificate + traditional()],
  ['key_unreadable', 'a damaged key', () => good.certificate + good.key.replace('MII', 'XXX')],
  ['key_not_rsa', 'a key that is not RSA', () => good.certificate + pem(ellipticKey)],
  ['key_too_short', 'a key of 1,024 bits', () => good.certificate + pem(shortKey)],
  ['pem_incomplete', 'only a part of a PEM', () => good.key.slice(0, 900)],
  ['pem_incomplete', 'the first line alone', () => '-----BEGIN PRIVATE KEY-----'],
  ['token_given', 'a token', () => jwt],
  ['token_given', 'a token with its scheme', () => `Bearer ${jwt}`],
  ['der', 'a certificate in DER', der],
  ['der', 'a key in DER', () => keyDer('pkcs8')],
  ['der', 'a key in the older DER', () => keyDer('pkcs1')],
  ...pkcs12.map((bytes): (typeof mistakes)[number] => [
    'pkcs12',
    `PKCS#12 ${bytes.toString('hex', 0, 6)}`,
    () => bytes,
  ]),
];
const certificateMistakes: typeof mistakes = [
  ['pem_incomplete', 'a certificate cut off', () => good.key + good.certificate.slice(0, 400)],
  ['certificate_missing', 'a key alone', () => good.key],
  ['certificate_mismatch', 'the key of another', () => good.certificate + pem(otherKey)],
  ['certificate_expired', 'an expired one', () => expired.certificate + expired.key],
  ['certificate_not_yet_valid', 'one for later', () => later.certificate + later.key],
  ['certificate_unreadable', 'a damaged certificate', () => good.certificate.replace('MII', 'XXX') + good.key],
];
const noPaths: typeof mistakes = [
  ['file_not_found', 'no such file', () => 'none.pem'],
  ['file_not_found', 'a random text', () => randomBytes(60).toString('base64url')],
  ['file_not_found', 'a random text in base64', () => `A/${randomBytes(90).toString('base64url')}`],
  ['not_a_certificate', 'a long random text', () => randomBytes(900).toString('base64url')],
  [
    'not_a_certificate',
    'a text with a NUL',
    () => `${randomBytes(30).toString('base64url')}\0${randomBytes(30).toString('base64url')}`,
  ],
  ['url_given', 'the URL of a file', () => `file:///${randomBytes(30).toString('base64url')}.pem`],
  ['url_given', 'a web address', () => `https://${randomBytes(30).toString('base64url')}.example/app.pem`],
  ['url_given', 'a data URL', () => `data:application/x-pem-file;base64,${base64(good.certificate + good.key)}`],
  ['file_unreadable', 'a folder', () => '.'],
  ['file_unreadable', 'a device', () => '/dev/zero'],
  ['file_unreadable', 'a link to itself', () => linkToItself(randomBytes(30).toString('base64url'))],
  ['file_unreadable', 'something below a file', () => `${file('plain', 'x')}/${randomBytes(30).toString('base64url')}`],
  [
    'key_vault_reference',
    'a reference',
    () => `@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/${randomBytes(16).toString('hex')})`,
  ],
];

/** Whether `text` repeats any 20 consecutive characters of `secret`. */
const repeats = (text: string, secret: string): boolean =>
  Array.from({ length: Math.max(0, secret.length - 19) }, (_, at) => secret.slice(at, at + 20)).some(
    (piece) => !/^-+(?:BEGIN|END)|(?:BEGIN|END) [A-Z ]*-*$|PRIVATE KEY|CERTIFICATE/.test(piece) && text.includes(piece),
  );

const asSettings = (value: string | Uint8Array): string[] =>
  typeof value === 'string' ? [value, ...(value.includes('-----') ? [base64(value)] : [])] : [base64(value)];

describe.each([
  ['DAEMON_CLIENT_CERTIFICATE', [...mistakes, ...certificateMistakes, ...noPaths], {}],
  ['CERT_PRIVATE_KEY_FILE', [...mistakes, ...noPaths], { CERT_THUMBPRINT: 'ab'.repeat(32) }],
])('%s', (name, rows, others) => {
  test.each(rows)('%s for %s', (code, what, make) => {
    const content = make();
    const isPath = noPaths.some(([, path]) => path === what);
    for (const value of [...asSettings(content), ...(isPath ? [] : [file('content', content)])]) {
      const problems = problemsOf({ [name]: value, ...others });
      expect(problems).toEqual([expect.stringContaining(`${name} ${certificateErrors[code][0]}`)]);
      const said = problems.join('\n');
      expect(repeats(said, value) || repeats(said, Buffer.from(content).toString('latin1'))).toBe(false);
    }
  });
});

test.each<[CertificateErrorCode, () => string]>([
  ['file_not_found', () => 'none'],
  ['token_not_file', () => jwt],
  ['token_not_file', () => `bearer ${jwt}`],
  ['file_unreadable', () => '.'],
  ['file_unreadable', () => randomBytes(4000).toString('base64url')],
  ['file_unreadable', () => base64(good.key)],
  ['url_given', () => `file:///${randomBytes(30).toString('base64url')}`],
  ['url_given', () => `data:text/plain,${jwt}`],
  ['token_empty', () => file('empty', '\n')],
])('a federated token: %s', (code, make) => {
  const value = make();
  const [problem = '', ...others] = problemsOf({ DAEMON_FEDERATED_TOKEN_FILE: value });
  expect(others).toEqual([]);
  expect(problem).toContain(certificateErrors[code][0]);
  expect(repeats(problem, value)).toBe(false);
});

test('a missing file of a federated token is reported by its setting, not by its path', async () => {
  const credential = read({ DAEMON_FEDERATED_TOKEN_FILE: file('passing', 'x') });
  rmSync(join(folder, 'passing'));
  const failure = 'clientAssertion' in credential ? credential.clientAssertion() : undefined;
  await expect(failure).rejects.toMatchObject({ code: 'file_not_found' });
  await expect(failure).rejects.toThrow(/^DAEMON_FEDERATED_TOKEN_FILE names a file that does not exist \(ENOENT\)/);
});
