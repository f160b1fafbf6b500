import { generateKeyPairSync, X509Certificate } from 'node:crypto';

import { expect, it } from 'vitest';

import { certificatePem, makeCertificate } from './certificate.ts';

const makeKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const times = { notBefore: new Date('2020-01-02T03:04:05Z'), notAfter: new Date('2049-12-31T23:59:59Z') };

it('makes an authority and a server certificate that OpenSSL reads and verifies', () => {
  const authorityKey = makeKey();
  const issuer = { commonName: 'An authority', key: authorityKey };
  const authority = new X509Certificate(makeCertificate({ ...issuer, isAuthority: true, ...times }));
  const hosts = ['localhost', '127.0.0.1', '*.ciamlogin.com'];
  const pem = certificatePem(makeCertificate({ commonName: 'A server', key: makeKey(), issuer, hosts, ...times }));
  const server = new X509Certificate(pem);
  expect(authority.ca).toBe(true);
  expect(server.ca).toBe(false);
  expect(server.checkIssued(authority)).toBe(true);
  expect(server.verify(authority.publicKey)).toBe(true);
  expect(server.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, DNS:*.ciamlogin.com');
  expect(server.checkHost('contoso.ciamlogin.com')).toBe('*.ciamlogin.com');
  expect(server.validFrom).toBe('Jan  2 03:04:05 2020 GMT');
  expect(server.validTo).toBe('Dec 31 23:59:59 2049 GMT');
});
