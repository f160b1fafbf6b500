import type { Directory } from './directory.ts';

/** `iss` of tokens of version 1, whatever host the tenant is asked by. */
export function olderIssuer({ tenantId }: Directory): string {
  return `https://sts.windows.net/${tenantId}/`;
}
