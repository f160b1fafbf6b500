import { join } from 'node:path';
import { createCertificate } from '../certificate.ts';
import type { Options } from '../command-line.ts';
import { files } from '../config.ts';
import { type ConfidentialKey, environmentPrefix } from '../registration/blueprint.ts';

export interface CertificateArguments {
  app: ConfidentialKey;
  out: string | undefined;
}

export async function runCertificate({ app, out }: Options<CertificateArguments>): Promise<void> {
  const { path, certificate } = await createCertificate(out ?? join(files.certificates, `${app}.pem`), app);
  process.stdout.write(
    `${path}\n` +
      `  valid to    ${certificate.validTo}\n` +
      `  thumbprint  ${certificate.fingerprint256.replaceAll(':', '')} (SHA-256)\n` +
      `Set ${environmentPrefix[app]}_CLIENT_CERTIFICATE=${path} in .env, and upload the certificate:\n` +
      'pnpm tenant register --tenant <tenant> --certificate does both. The file holds the private key: keep it secret.\n',
  );
}
