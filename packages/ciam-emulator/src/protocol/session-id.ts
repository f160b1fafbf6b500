import { guidFrom } from '../tenant/guid.ts';

/** Returns the `sid` of a session, which is the same for all its apps. */
export function sessionId({ uid }: { uid: string }): string {
  return guidFrom(uid);
}
