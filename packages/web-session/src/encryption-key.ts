import { hkdfSync } from 'node:crypto';

/** A key of 256 bits. The secret itself signs the session cookie; nothing is used for two purposes. @see RFC 5869 */
export function encryptionKey(secret: string, purpose: 'sign-in transaction' | 'tokens'): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `web-session ${purpose}`, 32));
}
