import type { CertificateRequest, KeyAndCertificate } from './certificate.ts';

/**
 * Creates a 2048-bit RSA key and an X.509 certificate for it, for example for a client that authenticates with a
 * certificate. The library is imported on first use, because most tenants do not need it.
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
