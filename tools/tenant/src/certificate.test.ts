import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from 'ciam-config';
import { readCredential } from 'ciam-msal';
import { makeCertificate } from 'ciam-emulator';
import { afterAll, expect, test } from 'vitest';
import { createCertificate, readCertificate } from './certificate.ts';

const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('writes a key and its certificate into one private file that the apps can use', async () => {
  const path = join(folder, 'new', 'daemon.pem');
  const { certificate } = await createCertificate(path, 'daemon');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const text = readFileSync(path, 'utf8');
  expect(new X509Certificate(text).checkPrivateKey(createPrivateKey(text))).toBe(true);
  expect(certificate.subject).toBe('CN=daemon');
  const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 86_400_000;
  expect(days).toBe(365);
  const credential = readEnvironment({ DAEMON_CLIENT_CERTIFICATE: path }, (read) =>
    readCredential(read, 'DAEMON', folder),
  );
  expect(credential).toHaveProperty(
    'clientCertificate.thumbprintSha256',
    certificate.fingerprint256.replaceAll(':', ''),
  );
});

test('never overwrites an existing file', async () => {
  const path = join(folder, 'mine.pem');
  writeFileSync(path, 'mine');
  await expect(createCertificate(path, 'daemon')).rejects.toThrow('already exists');
  await expect(readCertificate(path)).rejects.toMatchObject({ cause: { code: 'key_missing' } });
  expect(readFileSync(path, 'utf8')).toBe('mine');
});

test("registers the key's certificate of a chain", async () => {
  const path = join(folder, 'chain.pem');
  const authority = await makeCertificate({ commonName: 'Authority', isAuthority: true });
  const app = await makeCertificate({ commonName: 'daemon', issuer: authority });
  writeFileSync(path, authority.cert + app.cert + app.key);
  const { certificate, der } = await readCertificate(path);
  expect(certificate.subject).toBe('CN=daemon');
  expect(new X509Certificate(Buffer.from(der, 'base64')).subject).toBe('CN=daemon');
});

test('refuses an expired certificate with its date', async () => {
  const path = join(folder, 'old.pem');
  await createCertificate(path, 'daemon', new Date());
  await expect(readCertificate(path, new Date('2100-01-01'))).rejects.toThrow(/expired on .*Move the file, then/);
  await expect(readCertificate(join(folder, 'none.pem'))).rejects.toMatchObject({ code: 'file_unusable' });
});
