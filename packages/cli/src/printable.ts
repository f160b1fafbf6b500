/**
 * A text from elsewhere, safe to print: without control characters, which could move the cursor or recolour the terminal, and
 * without those that reverse the direction of writing. Line breaks stay.
 */
export function printable(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(/(?!\n)\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu, '');
}
