import type { EmulatorSettings } from '../config.ts';
import { type Emulator, startWithKey } from '../start-emulator.ts';
import { defaultTenantWith } from '../tenant/default-tenant.ts';
import { localTls } from '../tokens/local-tls.ts';
import type { SigningKey } from '../tokens/signing-keys.ts';
import type { CommandOptions } from './arguments.ts';
import { certificateNames } from './certificate-names.ts';
import { readTenantFile } from './tenant-file.ts';

/**
 * Starts the tenant that a command line describes.
 *
 * @throws {Error} every error of `readTenantFile`, `localTls` and `startEmulator`
 */
export async function start(
  options: CommandOptions,
  { variables, ofNamedFile }: Pick<EmulatorSettings, 'variables' | 'ofNamedFile'>,
  firstKey: Promise<SigningKey> | undefined,
): Promise<{ emulator: Emulator; caFile: string | undefined }> {
  const { host, port, allowRemote, issuer, origin, backChannelOrigin, controlToken, keys, config: file } = options;
  const config = file === undefined ? defaultTenantWith(variables) : await readTenantFile(file, ofNamedFile);
  const tls = options.tls
    ? await localTls(options.tlsFolder, certificateNames(host, [origin, backChannelOrigin]))
    : undefined;
  const emulator = await startWithKey(
    {
      host,
      port,
      allowRemote,
      issuer,
      config,
      ...(origin === undefined ? {} : { origin }),
      ...(backChannelOrigin === undefined ? {} : { backChannelOrigin }),
      ...(controlToken === undefined ? {} : { controlToken }),
      ...(keys === undefined ? {} : { keys }),
      ...(tls ? { tls } : {}),
    },
    firstKey,
  );
  return { emulator, caFile: tls?.caFile };
}
