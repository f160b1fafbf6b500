/**
 * Makes untrusted text safe to print: removes control characters, which could move the cursor or recolor the terminal,
 * and characters that reverse the writing direction. Line breaks stay.
 */
export function printable(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(/(?!\n)\p{Cc}|[\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu, '');
}
