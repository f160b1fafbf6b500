import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { createCertificate } from '../certificate.ts';
import { files } from '../config.ts';
import { type ConfidentialKey, confidential, environmentPrefix } from '../registration/blueprint.ts';

interface CertificateArguments {
  app: ConfidentialKey;
  out: string | undefined;
}

export const certificateCommand: CommandModule<object, CertificateArguments> = {
  command: 'certificate <app>',
  describe: 'Make a key and a self-signed certificate for an app',
  builder: (yargs) =>
    yargs
      .positional('app', { choices: confidential, demandOption: true, describe: 'the app that will use it' })
      .option('out', { type: 'string', describe: 'the PEM file to write (default certificates/<app>.pem)' })
      .example('$0 certificate daemon', 'certificates/daemon.pem, valid for a year'),
  handler: async ({ app, out = join(files.certificates, `${app}.pem`) }) => {
    const { path, certificate } = await createCertificate(out, app);
    process.stdout.write(
      `${path}\n` +
        `  valid to    ${certificate.validTo}\n` +
        `  thumbprint  ${certificate.fingerprint256.replaceAll(':', '')} (SHA-256)\n` +
        `Set ${environmentPrefix[app]}_CLIENT_CERTIFICATE=${path} in .env, and upload the certificate:\n` +
        `pnpm tenant register --tenant <tenant> --certificate does both. The file holds the private key: keep it secret.\n`,
    );
  },
};
