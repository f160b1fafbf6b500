import type { CertificateRequest, KeyAndCertificate } from './certificate.ts';

/**
 * An RSA key of 2048 bits and an X.509 certificate for it, such as a client's that proves itself by certificate.
 * The library that writes it is loaded on first use, because most tenants never need it.
 *
 * @example
 * const { key, cert } = await makeCertificate({ commonName: 'my-daemon' });
 * const tenant = await startEmulator();
 * tenant.control.updateApplication('00001111-aaaa-2222-bbbb-000000000003', { keyCredentials: [{ certificate: cert }] });
 * await tenant.close();
 */
export async function makeCertificate(request: CertificateRequest): Promise<KeyAndCertificate> {
  const { writeCertificate } = await import('./certificate.ts');
  return writeCertificate(request);
}
