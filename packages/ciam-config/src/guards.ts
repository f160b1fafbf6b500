/** The source of a regular expression that matches a GUID. Use it with the `i` flag. */
export const guidPattern = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

const guid = new RegExp(`^${guidPattern}$`, 'i');

/** Whether a string has the form of an application, object or tenant ID: 00001111-aaaa-2222-bbbb-3333cccc4444. */
export function isGuid(value: string): boolean {
  return guid.test(value);
}

/** Whether a value, such as parsed JSON, is an object with fields and not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value that should be a path is a URL. */
export function isUrl(value: string): boolean {
  return /^(?:data|file|https?):/i.test(value);
}
