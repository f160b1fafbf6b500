import { guidFrom } from '../tenant/guid.ts';

/** `sid` of a session, the same for all its apps. */
export function sessionId({ uid }: { uid: string }): string {
  return guidFrom(uid);
}
