import type { Emulator } from 'ciam-emulator';

export const apiClientId = '00001111-aaaa-2222-bbbb-3333cccc4444';
export const daemonClientId = '00001111-aaaa-2222-bbbb-000000000003';
export const webClientId = '00001111-aaaa-2222-bbbb-000000000001';
export const ada = '00aa00aa-bb11-cc22-dd33-44ee44ee44ee';
export const grace = '11bb11bb-cc22-dd33-ee44-55ff55ff55ff';

/** Claims that replace the tenant's own. A claim that is null is removed. */
export type Claims = Record<string, unknown>;

/** Returns the token that the tenant gives the daemon, with these app roles. */
export async function appToken({ control }: Emulator, roles: string[], claims?: Claims): Promise<string> {
  const scopes = [`api://${apiClientId}/.default`];
  return control.issueToken({ clientId: daemonClientId, scopes, claims: { roles, ...claims } });
}

/** Returns the token that the tenant gives the web app for a user, with these scopes, separated by spaces. */
export async function userToken({ control }: Emulator, user: string, scp: string, claims?: Claims): Promise<string> {
  const scopes = [`api://${apiClientId}/ToDoList.Read`];
  return control.issueToken({ clientId: webClientId, user, scopes, claims: { scp, ...claims } });
}

/** Returns a token that permits a daemon everything. */
export function goodToken(tenant: Emulator, claims?: Claims): Promise<string> {
  return appToken(tenant, ['ToDoList.ReadWrite.All'], claims);
}
