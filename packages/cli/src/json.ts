/** C1 control characters and characters that reverse the writing direction. JSON.stringify escapes C0 itself. */
const steering = /[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g;

/** Formats JSON for programs. It is safe to print on a terminal, because control characters are escaped. */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value, undefined, 2);
  return `${json.replace(steering, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
