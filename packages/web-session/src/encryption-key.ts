import { hkdfSync } from 'node:crypto';

/**
 * Derives a 256-bit key. The secret itself signs the session cookie, and no key serves two purposes.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5869
 */
export function encryptionKey(secret: string, purpose: 'sign-in transaction' | 'tokens'): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `web-session ${purpose}`, 32));
}
