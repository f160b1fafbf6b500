import { join } from 'node:path';
import { createCertificate } from '../certificate.ts';
import type { Options } from '../options.ts';
import { files } from '../config.ts';
import { openTenantFile } from '../open-tenant-file.ts';
import { isConfidential } from '../registration/credential-steps.ts';
import { usageError } from '../usage.ts';

export interface CertificateArguments {
  app: string | undefined;
  out: string | undefined;
  file: string | undefined;
}

export async function runCertificate({ app, out, file: path }: Options<CertificateArguments>): Promise<void> {
  const { file } = await openTenantFile(path);
  const confidential = file.applications.filter(isConfidential);
  const application = confidential.find(({ name }) => name === app);
  if (app === undefined || !application) {
    throw usageError(`Name the app: ${confidential.map(({ name }) => name).join(' or ')}.`);
  }
  const made = await createCertificate(out ?? join(files.certificates, `${app}.pem`), app);
  const variable = application.env?.clientCertificate;
  process.stdout.write(
    `${made.path}\n` +
      `  valid to    ${made.certificate.validTo}\n` +
      `  thumbprint  ${made.certificate.fingerprint256.replaceAll(':', '')} (SHA-256)\n` +
      `Set ${variable}=${made.path} in .env, and upload the certificate:\n` +
      'pnpm tenant register --tenant <tenant> --certificate does both. The file contains the private key. Keep it secret.\n',
  );
}
