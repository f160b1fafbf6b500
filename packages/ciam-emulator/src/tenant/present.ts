/** The properties that are not undefined. */
export function present<T extends object>(properties: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const held: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  return Object.assign(held, Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)));
}
