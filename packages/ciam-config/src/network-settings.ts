import { X509Certificate } from 'node:crypto';
import { globalAgent } from 'node:https';
import { resolve } from 'node:path';
import * as tls from 'node:tls';
import { ConfigurationError } from './configuration-error.ts';
import { decodeAsciiText } from './decode-text.ts';
import { isUrl } from './guards.ts';
import { readBytes } from './read-bytes.ts';

const proxySettings = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'];

interface Trust {
  rootCertificates: readonly string[];
  getCACertificates?: (type: 'default') => string[];
}

/**
 * Applies the network settings of `.env` files to this process, unless the environment sets them: proxies, and
 * NODE_EXTRA_CA_CERTS for https requests. Node reads NODE_EXTRA_CA_CERTS only at its start, so Redis and PostgreSQL
 * need it in the environment.
 *
 * @param real the environment, without quotes around its values
 * @param folder the folder that a relative path starts from
 * @throws {ConfigurationError} when NODE_EXTRA_CA_CERTS does not name a file with certificates
 */
export function useNetworkSettings(files: NodeJS.ProcessEnv, real: NodeJS.ProcessEnv, folder: string): void {
  const { env } = process;
  for (const name of proxySettings) {
    const names = [name, name.toLowerCase()];
    for (const each of names) if (env[each] !== real[each]) env[each] = real[each];
    if (names.some((each) => env[each]?.trim())) continue;
    const value = names.map((each) => files[each]).find((each) => each !== undefined);
    if (value !== undefined) env[name] = value;
  }
  const file = files['NODE_EXTRA_CA_CERTS'];
  if (file === undefined || env['NODE_EXTRA_CA_CERTS']?.trim()) return;
  // Node 22.15 and later can list the other certificates that the system trusts.
  const { rootCertificates, getCACertificates }: Trust = tls;
  const trusted = getCACertificates?.('default') ?? rootCertificates;
  globalAgent.options.secureContext = tls.createSecureContext({ ca: [...trusted, ...readCertificates(file, folder)] });
}

function readCertificates(file: string, folder: string): string[] {
  const refuse = (what: string): never => {
    throw new ConfigurationError([
      `NODE_EXTRA_CA_CERTS ${what}. It is a PEM file with the certificates of additional authorities to trust.`,
    ]);
  };
  let pem = '';
  try {
    pem = decodeAsciiText(readBytes(resolve(folder, file)));
  } catch (error) {
    if (isUrl(file)) refuse('is a URL, not the path of a file');
    refuse(
      `names a file that cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'})`,
    );
  }
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const block of blocks) void new X509Certificate(block);
  } catch {
    refuse('names a file with a certificate that cannot be read');
  }
  return blocks.length > 0 ? blocks : refuse('names a file without a certificate');
}
