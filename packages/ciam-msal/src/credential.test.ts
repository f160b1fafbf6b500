import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from 'ciam-emulator';
import { type ConfigurationError, readEnvironment } from 'ciam-config';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCredential } from './credential.ts';

const folder = mkdtempSync(join(tmpdir(), 'credential-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
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

async function certificateUntil(notAfter: Date): Promise<{ certificate: string; key: string; sha256: string }> {
  const { key, cert } = await makeCertificate({ commonName: 'daemon', notBefore: new Date('2020-01-01'), notAfter });
  const sha256 = new X509Certificate(cert).fingerprint256.replaceAll(':', '');
  return { certificate: cert, key, sha256 };
}

let good: Awaited<ReturnType<typeof certificateUntil>>;
let expired: Awaited<ReturnType<typeof certificateUntil>>;
beforeAll(async () => {
  good = await certificateUntil(new Date('2049-01-01'));
  expired = await certificateUntil(new Date('2021-01-01'));
});

const pem = (key: KeyObject, cipher?: { cipher: string; passphrase: string }): string =>
  key.export({ type: 'pkcs8', format: 'pem', ...cipher }).toString();
const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ellipticKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const underPassphrase = { cipher: 'aes-256-cbc', passphrase: 'p' };

test('a secret, under its own name or the name in the original sample', () => {
  expect(read({ DAEMON_CLIENT_SECRET: 'a~value' })).toEqual({ clientSecret: 'a~value' });
  expect(read({ CLIENT_SECRET: 'older' })).toEqual({ clientSecret: 'older' });
  expect(read({ CLIENT_SECRET: 'older', DAEMON_CLIENT_SECRET: 'newer' })).toEqual({ clientSecret: 'newer' });
});

test('a certificate, from a file or given as it is, whatever the order and whatever else is in it', () => {
  const expected = {
    clientCertificate: { thumbprintSha256: good.sha256, privateKey: expect.stringContaining('PRIVATE KEY') },
  };
  const chain = `${expired.certificate}\n${good.key}\n${good.certificate}`;
  for (const text of [good.certificate + good.key, chain]) {
    expect(read({ DAEMON_CLIENT_CERTIFICATE: file('app.pem', text) })).toEqual(expected);
    expect(read({ DAEMON_CLIENT_CERTIFICATE: text })).toEqual(expected);
    expect(read({ DAEMON_CLIENT_CERTIFICATE: text.replaceAll('\n', '\\n') })).toEqual(expected);
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

test('a federated token is read anew each time', async () => {
  const credential = read({ DAEMON_FEDERATED_TOKEN_FILE: file('token', 'first\n') });
  if (!('clientAssertion' in credential)) throw new Error('expected an assertion');
  await expect(credential.clientAssertion()).resolves.toBe('first');
  file('token', 'second');
  await expect(credential.clientAssertion()).resolves.toBe('second');
});

test('the strongest of several wins', () => {
  const env = { DAEMON_CLIENT_SECRET: 'x', DAEMON_CLIENT_CERTIFICATE: good.certificate + good.key };
  expect(read(env)).toHaveProperty('clientCertificate');
  expect(read({ ...env, DAEMON_FEDERATED_TOKEN_FILE: file('token', 'x') })).toHaveProperty('clientAssertion');
});

test.each<[string, () => Record<string, string>, RegExp]>([
  ['nothing', () => ({}), /DAEMON_CLIENT_SECRET is not set.*Certificates & secrets.*DAEMON_CLIENT_CERTIFICATE/],
  [
    'a placeholder',
    () => ({ CLIENT_SECRET: 'Enter_the_Client_Secret_Here' }),
    /CLIENT_SECRET still holds its placeholder/,
  ],
  [
    'the id of a secret',
    () => ({ CLIENT_SECRET: '00001111-aaaa-2222-bbbb-3333cccc4444' }),
    /looks like the ID of a secret.*Value/,
  ],
  ['no such file', () => ({ DAEMON_CLIENT_CERTIFICATE: 'none.pem' }), /names a file that does not exist/],
  ['a folder', () => ({ DAEMON_CLIENT_CERTIFICATE: '.' }), /names a file that cannot be read/],
  ['a certificate alone', () => ({ DAEMON_CLIENT_CERTIFICATE: good.certificate }), /has no PRIVATE KEY block/],
  ['a key alone', () => ({ DAEMON_CLIENT_CERTIFICATE: good.key }), /has no CERTIFICATE block/],
  ['another key', () => ({ DAEMON_CLIENT_CERTIFICATE: good.certificate + pem(otherKey) }), /do not belong together/],
  [
    'an expired one',
    () => ({ DAEMON_CLIENT_CERTIFICATE: expired.certificate + expired.key }),
    /expired on Jan {2}1 .*2021/,
  ],
  [
    'a passphrase',
    () => ({ DAEMON_CLIENT_CERTIFICATE: good.certificate + pem(otherKey, underPassphrase) }),
    /under a passphrase/,
  ],
  [
    'a damaged key',
    () => ({ DAEMON_CLIENT_CERTIFICATE: good.certificate + good.key.replace('MII', 'XXX') }),
    /cannot be read/,
  ],
  [
    'a damaged certificate',
    () => ({ DAEMON_CLIENT_CERTIFICATE: good.certificate.replace('MII', 'XXX') + good.key }),
    /cannot be read/,
  ],
  [
    'a short thumbprint',
    () => ({ CERT_THUMBPRINT: 'abc', CERT_PRIVATE_KEY_FILE: 'key.pem' }),
    /not 40 or 64 hexadecimal/,
  ],
  [
    'a key that is not RSA',
    () => ({ DAEMON_CLIENT_CERTIFICATE: good.certificate + pem(ellipticKey) }),
    /is not RSA; Entra takes no other/,
  ],
  [
    'a key file that is not RSA',
    () => ({ CERT_THUMBPRINT: 'ab'.repeat(32), CERT_PRIVATE_KEY_FILE: file('elliptic.pem', pem(ellipticKey)) }),
    /is not RSA; Entra takes no other/,
  ],
  ['no key file', () => ({ CERT_THUMBPRINT: 'ab'.repeat(32) }), /CERT_PRIVATE_KEY_FILE is not set/],
  ['no token file', () => ({ DAEMON_FEDERATED_TOKEN_FILE: 'none' }), /names a file that does not exist/],
])('%s is one readable problem without any secret in it', (_, env, expected) => {
  file('key.pem', good.key);
  const problems = problemsOf(env());
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(expected);
  expect(problems[0]).not.toContain(good.key.split('\n')[3]);
});
