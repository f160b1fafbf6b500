import type { Directory } from './directory.ts';

/** Returns the `iss` of tokens of version 1, which does not depend on the host. */
export function olderIssuer({ tenantId }: Directory): string {
  return `https://sts.windows.net/${tenantId}/`;
}
