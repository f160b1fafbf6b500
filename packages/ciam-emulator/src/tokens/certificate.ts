import { createPublicKey, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';

import {
  bitString,
  der,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  sequence,
  set,
  truth,
  utcTime,
  utf8String,
} from './der.ts';

export interface CertificateRequest {
  commonName: string;
  /** The RSA key that the certificate is about. */
  key: KeyObject;
  /** Who signs; the certificate signs itself when absent. */
  issuer?: { commonName: string; key: KeyObject };
  /** A certificate authority. */
  isAuthority?: boolean;
  /** DNS names and IPv4 addresses of a server. */
  hosts?: string[];
  notBefore: Date;
  /** Before 2050. */
  notAfter: Date;
}

const sha256WithRsa = sequence(objectIdentifier('1.2.840.113549.1.1.11'), nothing);

/**
 * An X.509 certificate in DER. Written by hand because Node.js cannot make one and the libraries that can want a
 * global polyfill.
 * @see RFC 5280 section 4.1
 */
export function makeCertificate(request: CertificateRequest): Buffer {
  const { commonName, key, issuer = { commonName, key }, notBefore, notAfter } = request;
  const body = sequence(
    der(0xa0, integer(Buffer.of(2))),
    integer(randomBytes(16)),
    sha256WithRsa,
    name(issuer.commonName),
    sequence(utcTime(notBefore), utcTime(notAfter)),
    name(commonName),
    createPublicKey(key).export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(...extensions(request))),
  );
  return sequence(body, sha256WithRsa, bitString(sign('sha256', body, issuer.key)));
}

export function certificatePem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function name(commonName: string): Buffer {
  return sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String(commonName))));
}

function extensions({ isAuthority = false, hosts = [] }: CertificateRequest): Buffer[] {
  const constraints = isAuthority ? sequence(truth) : sequence();
  const names = hosts.map((host) =>
    isIP(host) === 4 ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host)),
  );
  const serverAuthentication = sequence(objectIdentifier('1.3.6.1.5.5.7.3.1'));
  return [
    sequence(objectIdentifier('2.5.29.19'), truth, octetString(constraints)),
    ...(hosts.length === 0
      ? []
      : [
          sequence(objectIdentifier('2.5.29.17'), octetString(sequence(...names))),
          sequence(objectIdentifier('2.5.29.37'), octetString(serverAuthentication)),
        ]),
  ];
}
