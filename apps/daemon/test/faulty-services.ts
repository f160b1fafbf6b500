import { type Act, type ScriptedServer, scriptedServer } from 'test-support';
import { apiId, daemonId } from './house.ts';

const tenantId = 'aaaabbbb-0000-cccc-1111-dddd2222eeee';
/** Of the form of a token, so that redaction has something to find. */
export const accessToken = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"aud":"x"}').toString('base64url')}.c2lnbmF0dXJl`;

export type Role = 'discovery' | 'token' | 'api';
export const roles: readonly Role[] = ['discovery', 'token', 'api'];

export interface FaultyServices extends AsyncDisposable {
  env: Record<string, string>;
  servers: Record<Role, ScriptedServer>;
}

/** Tenant and API as three servers. Each first does the acts given for it, and then what it should. */
export async function startFaultyServices(
  faults: Partial<Record<Role, Act[]>>,
  cache: string,
): Promise<FaultyServices> {
  const serve = (role: Role, good: Act): Promise<ScriptedServer> => {
    const [first, ...more] = [...(faults[role] ?? []), good];
    return scriptedServer(first ?? good, ...more);
  };
  const token = await serve('token', {
    status: 200,
    body: { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: accessToken },
  });
  const api = await serve('api', { status: 200, body: [{ id: 1, owner: 'o', description: 'Buy milk' }] });
  const discovery = await serve('discovery', {
    status: 200,
    body: {
      issuer: `https://${tenantId}.ciamlogin.com/${tenantId}/v2.0`,
      authorization_endpoint: token.url,
      token_endpoint: token.url,
      jwks_uri: token.url,
    },
  });
  return {
    servers: { discovery, token, api },
    env: {
      TENANT_SUBDOMAIN: 'contoso',
      AUTHORITY: discovery.url,
      DAEMON_CLIENT_ID: daemonId,
      DAEMON_CLIENT_SECRET: 'a~value',
      API_CLIENT_ID: apiId,
      API_ENDPOINT: api.url,
      HTTP_TIMEOUT_SECONDS: '1',
      XDG_CACHE_HOME: cache,
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([discovery, token, api].map((server) => server[Symbol.asyncDispose]()));
    },
  };
}
