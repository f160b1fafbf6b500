import type { X509Certificate } from 'node:crypto';
import type { Environment } from 'ciam-config';
import { loadPem, parseCertificateAndKey } from 'ciam-msal';
import { type Finding, findingsOf } from './finding.ts';

/** Enough for the next release to carry a new one. */
const soonDays = 30;

/**
 * How long an app's certificate is still good. Of a client secret that cannot be known from here.
 *
 * @param folder what a relative path starts from
 */
export function examineExpiry(program: 'web-app' | 'daemon', env: Environment, folder: string, now: number): Finding[] {
  const { passed, failed } = findingsOf(program);
  const value = env[`${program === 'daemon' ? 'DAEMON' : 'WEB_APP'}_CLIENT_CERTIFICATE`];
  if (!value) return [];
  const certificate = certificateOf(value, folder);
  // What is wrong with it is among the settings.
  if (!certificate) return [];
  const { validTo } = certificate;
  const days = Math.floor((Date.parse(validTo) - now) / 86_400_000);
  // An expired one is among the settings, too.
  if (days < 0) return [];
  if (days > soonDays) return [passed('expiry', `The certificate is good for ${days} more days.`)];
  return [
    failed(
      'expiry',
      `The certificate is good for ${days} more ${days === 1 ? 'day' : 'days'} (${validTo}).`,
      `Make another (pnpm tenant certificate ${program} --out <file>), register it beside the old one, then switch over.`,
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
