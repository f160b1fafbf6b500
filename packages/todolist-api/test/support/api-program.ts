import { fileURLToPath } from 'node:url';
import { startProgram, type Program } from 'test-support';
import { apiClientId, type LocalTenant } from './local-tenant.ts';

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

export interface ApiProgram {
  program: Program;
  /** Without a trailing slash. */
  url: string;
}

/** The API as its users start it, a process of its own. */
export function runApi(env: Record<string, string>): Program {
  return startProgram(process.execPath, [packageFolder], { env });
}

export function settingsFor(tenant: Pick<LocalTenant, 'authority'>, databaseUrl: string): Record<string, string> {
  return {
    TENANT_SUBDOMAIN: 'contoso',
    AUTHORITY: tenant.authority,
    API_CLIENT_ID: apiClientId,
    API_PORT: '0',
    DATABASE_URL: databaseUrl,
  };
}

/** Resolves once it listens. */
export async function startApiProgram(env: Record<string, string>): Promise<ApiProgram> {
  const program = runApi(env);
  const [, url = ''] = await program.printed(/Listening on (http:\/\/[^\s"]+)/);
  return { program, url };
}
