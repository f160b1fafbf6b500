import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { serialNumber } from './certificate.ts';
import { makeCertificate } from './make-certificate.ts';
import { makeSigningPair } from './signing-certificate.ts';

const times = { notBefore: new Date('2020-01-02T03:04:05Z'), notAfter: new Date('2049-12-31T23:59:59Z') };

test('creates an authority and a server certificate that OpenSSL verifies', async () => {
  const issuer = await makeCertificate({ commonName: 'An authority', isAuthority: true, ...times });
  const hosts = ['localhost', '127.0.0.1', '*.ciamlogin.com'];
  const { key, cert } = await makeCertificate({ commonName: 'A server', issuer, hosts, ...times });
  const authority = new X509Certificate(issuer.cert);
  const server = new X509Certificate(cert);
  expect(authority.ca).toBe(true);
  expect(authority.verify(authority.publicKey)).toBe(true);
  expect(server.ca).toBe(false);
  expect(server.checkIssued(authority)).toBe(true);
  expect(server.verify(authority.publicKey)).toBe(true);
  expect(server.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(server.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, DNS:*.ciamlogin.com');
  expect(server.checkHost('contoso.ciamlogin.com')).toBe('*.ciamlogin.com');
  expect(server.validFrom).toBe('Jan  2 03:04:05 2020 GMT');
  expect(server.validTo).toBe('Dec 31 23:59:59 2049 GMT');
});

test('is valid now and for a year by default', async () => {
  const { validFrom, validTo } = new X509Certificate((await makeCertificate({ commonName: 'A client' })).cert);
  expect(Date.parse(validFrom)).toBeLessThan(Date.now());
  expect(Date.parse(validTo)).toBeGreaterThan(Date.now() + 364 * 86_400_000);
});

test('the certificate of a signing key is one that OpenSSL reads, signed by the key itself', async () => {
  const { privateKey, certificate } = await makeSigningPair();
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkPrivateKey(privateKey)).toBe(true);
  expect(certificate.checkIssued(certificate)).toBe(true);
  expect(certificate.subject).toBe('CN=accounts.accesscontrol.windows.net');
  expect([certificate.validFrom, certificate.validTo]).toEqual([
    'Jan  1 00:00:00 2020 GMT',
    'Dec 31 00:00:00 2049 GMT',
  ]);
  expect(certificate.serialNumber).toMatch(/^[0-7][0-9A-F]{31}$/);
});

// Readers of DER accept only the shortest form of positive numbers.
test.each([
  ['0000ff', '020200ff'],
  ['00007f', '02017f'],
  ['7f', '02017f'],
  ['80', '02020080'],
  ['ff', '020200ff'],
])('serial number %s is written as %s', (bytes, der) => {
  expect(Buffer.from(serialNumber(Buffer.from(bytes, 'hex')).toBER()).toString('hex')).toBe(der);
});
