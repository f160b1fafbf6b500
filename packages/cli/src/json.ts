/** Control characters of the C1 range, and those that reverse the direction of writing; JSON escapes C0 by itself. */
const steering = /[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g;

/** JSON for programs that is safe to look at in a terminal, too: what could steer it is escaped. */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value, undefined, 2);
  return `${json.replace(steering, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
