import type { X509Certificate } from 'node:crypto';
import type { Environment } from 'ciam-config';
import { loadPem, parseCertificateAndKey } from 'ciam-msal';
import { type Finding, findingsOf } from './finding.ts';

/** Enough time for the next release to bring a new one. */
const soonDays = 30;

/**
 * Checks how long an app's certificate is still valid. The expiry of a client secret cannot be seen from here.
 *
 * @param folder the folder that a relative path starts from
 */
export function examineExpiry(program: 'web-app' | 'daemon', env: Environment, folder: string, now: number): Finding[] {
  const { passed, failed } = findingsOf(program);
  const value = env[`${program === 'daemon' ? 'DAEMON' : 'WEB_APP'}_CLIENT_CERTIFICATE`];
  if (!value) return [];
  const certificate = certificateOf(value, folder);
  // The settings check reports a broken certificate.
  if (!certificate) return [];
  const { validTo } = certificate;
  const days = Math.floor((Date.parse(validTo) - now) / 86_400_000);
  // The settings check reports an expired certificate, too.
  if (days < 0) return [];
  if (days > soonDays) return [passed('expiry', `The certificate is valid for ${days} more days.`)];
  return [
    failed(
      'expiry',
      `The certificate is valid for ${days} more ${days === 1 ? 'day' : 'days'} (until ${validTo}).`,
      `Create another (pnpm tenant certificate ${program} --out <file>), register it beside the old one, then switch to it.`,
    ),
  ];
}

function certificateOf(value: string, folder: string): X509Certificate | undefined {
  try {
    return parseCertificateAndKey(loadPem(value, folder)).certificate;
  } catch {
    return undefined;
  }
}
