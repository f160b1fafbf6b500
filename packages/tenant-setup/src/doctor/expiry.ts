import { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import type { Environment } from 'ciam-config';
import { readIfThere } from '../env-file.ts';
import { type Finding, findingsOf } from './finding.ts';

/** Enough for the next release to carry a new one. */
const soonDays = 30;

/**
 * How long an app's certificate is still good. Of a client secret that cannot be known from here.
 *
 * @param folder what a relative path starts from
 */
export async function examineExpiry(
  program: 'web-app' | 'daemon',
  env: Environment,
  folder: string,
  now: number,
): Promise<Finding[]> {
  const { passed, failed } = findingsOf(program);
  const value = env[`${program === 'daemon' ? 'DAEMON' : 'WEB_APP'}_CLIENT_CERTIFICATE`];
  if (!value) return [];
  const text = value.includes('-----BEGIN') ? value.replaceAll('\\n', '\n') : await readIfThere(resolve(folder, value));
  const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(text ?? '')?.[0];
  if (!block) return [];
  const { validTo } = new X509Certificate(block);
  const days = Math.floor((Date.parse(validTo) - now) / 86_400_000);
  if (days > soonDays) return [passed('expiry', `The certificate is good for ${days} more days.`)];
  return [
    failed(
      'expiry',
      `The certificate is good for ${days} more days (${validTo}).`,
      `Make another (pnpm tenant certificate ${program} --out <file>), register it beside the old one, then switch over.`,
    ),
  ];
}
