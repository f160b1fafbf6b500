import { isRefusedByBrowsers } from './browser-ports.ts';
import { isGuid } from './guards.ts';
import { isHttpsOrLoopback } from './loopback.ts';

export function portFault(port: number): string | undefined {
  return isRefusedByBrowsers(port) ? 'is a port that browsers refuse' : undefined;
}

export function guidFault(value: string): string | undefined {
  return isGuid(value) ? undefined : 'is not a GUID such as 00001111-aaaa-2222-bbbb-3333cccc4444';
}

/** @param httpHosts if given, http is limited to this machine and these hosts */
export function urlFault(value: string, httpHosts: readonly string[] | undefined): string | undefined {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) return 'is not an http or https URL';
  const { username, password, hash } = new URL(value);
  if (username !== '' || password !== '') return 'contains a user or a password, which is not allowed here';
  if (hash !== '') return 'contains a fragment (#…), which is not allowed here';
  if (!httpHosts || isHttpsOrLoopback(value, httpHosts)) return undefined;
  return 'is not an https URL (http is allowed only for this machine and, in development, for the hosts in ALLOW_HTTP_HOSTS)';
}
