/**
 * Decodes the content of a text file: UTF-8, or UTF-16 as Windows PowerShell writes it. Without a byte order mark, the
 * zero bytes reveal UTF-16 text that is ASCII. Returns undefined for other encodings.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 2));
  if (first === 0xfe && second === 0xff) return decode('utf-16be', whole);
  if ((first === 0xff && second === 0xfe) || second === 0) return decode('utf-16le', whole);
  return first === 0 ? decode('utf-16be', whole) : decode('utf-8', bytes);
}

/**
 * Decodes a text whose own characters are ASCII, such as a PEM. Comments in it may be in any encoding: in one that
 * {@link decodeText} does not know, each byte becomes a character.
 */
export function decodeAsciiText(bytes: Buffer): string {
  return decodeText(bytes) ?? bytes.toString('latin1');
}

/** Drops a byte order mark. */
function decode(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
