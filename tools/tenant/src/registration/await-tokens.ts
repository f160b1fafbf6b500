import type { TenantFile } from 'ciam-emulator/tenant-file';
import type { GraphClient } from '../graph/graph-client.ts';
import type { Terminal } from '../terminal.ts';
import type { Settings } from './step.ts';

/** An app's request for a token. */
export interface TokenRequest {
  clientId: string;
  secret: string | undefined;
  certificate: string | undefined;
  scope: string;
}

/**
 * Acquires a token for an app and returns its roles, or undefined if the tenant does not know the app, its credential
 * or the API yet. Rejects if the tenant cannot be asked.
 */
export type TokenRoles = (settings: Settings, request: TokenRequest) => Promise<string[] | undefined>;

/**
 * Waits until every app that acts as itself gets tokens with all of its roles. The tenant may lag behind what Graph
 * shows.
 */
export async function waitForTokens(
  file: TenantFile,
  settings: Settings,
  { graph, terminal, tokenRoles }: { graph: GraphClient; terminal: Terminal; tokenRoles: TokenRoles },
): Promise<void> {
  for (const { displayName, env = {}, permissions = [] } of file.applications) {
    const clientId = settings[env.clientId ?? ''];
    const secret = settings[env.clientSecret ?? ''];
    const certificate = settings[env.clientCertificate ?? ''];
    if (!clientId || !(secret || certificate)) continue;
    for (const { resource, appRoles = [] } of permissions) {
      const api = file.applications.find(({ name }) => name === resource);
      const apiId = settings[api?.env?.clientId ?? ''];
      if (!apiId || appRoles.length === 0) continue;
      const request = { clientId, secret, certificate, scope: `${apiId}/.default` };
      const missing = await missingRoles(graph, appRoles, () => tokenRoles(settings, request));
      terminal.print(tokenLine(displayName, appRoles, missing));
    }
  }
}

/** Returns undefined if the tenant cannot be asked. */
async function missingRoles(
  graph: GraphClient,
  wanted: readonly string[],
  ask: () => Promise<string[] | undefined>,
): Promise<string[] | undefined> {
  let missing: string[] | undefined;
  try {
    await graph.until('a token with every role', async () => {
      const roles = await ask();
      missing = wanted.filter((role) => !roles?.includes(role));
      return missing.length === 0;
    });
    return missing;
  } catch {
    return undefined;
  }
}

function tokenLine(name: string, wanted: readonly string[], missing: readonly string[] | undefined): string {
  if (missing === undefined) return `  – The tenant gave no token for "${name}". Next: pnpm tenant doctor`;
  if (missing.length === 0) return `  ✓ "${name}" gets a token with ${wanted.join(' and ')}.`;
  return `  – The tokens of "${name}" still lack ${missing.join(' and ')}. Wait a few minutes, then run pnpm tenant doctor.`;
}
