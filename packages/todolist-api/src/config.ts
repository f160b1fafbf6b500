import { type Environment, isGuid, readEnvironment, readTenantSettings, type TenantSettings } from 'ciam-config';
import { readServerSettings, type ServerSettings } from 'web-server/settings';
import { defaultDatabaseUrl, isDatabaseUrl } from './database-url.ts';

export interface ApiConfig extends ServerSettings {
  tenant: TenantSettings;
  /** The application (client) ID of the API, which must be the `aud` of its tokens. */
  clientId: string;
  port: number;
  /** `file:<path>` or `postgres://…` */
  databaseUrl: string;
  /** The origins whose pages may call the API. If empty, CORS is off. */
  corsOrigins: readonly string[];
  /** The client IDs of the apps that may call. If empty, every app of the tenant that has a permission may. */
  allowedClientApps: readonly string[];
  /** The object IDs that own the three to-dos of a new table. If empty, a new table is empty. */
  seedOwners: readonly string[];
}

const exampleOwners = [
  'aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb',
  'bbbbbbbb-1111-2222-3333-cccccccccccc',
  'cccccccc-2222-3333-4444-dddddddddddd',
];

/**
 * Reads the settings of the API.
 *
 * @throws {ConfigurationError} naming every setting that is missing or wrong
 */
export function readConfig(env: Environment): ApiConfig {
  return readEnvironment(env, (read) => {
    const server = readServerSettings(read);
    const tenant = readTenantSettings(read);
    const clientId = read.guid('API_CLIENT_ID', {
      purpose: 'the application (client) ID of the API',
      find: 'In the admin center (https://entra.microsoft.com): App registrations > your API > Overview.',
    });
    const port = read.port('API_PORT', { purpose: 'the port of the API', also: ['PORT'], default: 44_351 });
    const databaseUrl = read.optional('DATABASE_URL', { purpose: 'where the to-dos are stored' }) ?? defaultDatabaseUrl;
    if (!isDatabaseUrl(databaseUrl)) {
      read.problem(
        'DATABASE_URL',
        'DATABASE_URL is neither file:<path> (SQLite) nor postgres://<user>:<password>@<host>/<database>.',
      );
    }
    const corsOrigins = read.list('CORS_ORIGINS', {
      purpose: 'the origins whose pages may call the API',
      each: { kind: 'an origin such as https://app.contoso.com (no path, no wildcard)', passes: isOrigin },
    });
    const allowedClientApps = read
      .list('ALLOWED_CLIENT_APPS', {
        purpose: 'the client IDs of the apps that may call the API',
        each: { kind: 'an application (client) ID', passes: isGuid },
      })
      .map((id) => id.toLowerCase());
    const seedOwners = server.production ? [] : exampleOwners;
    return { ...server, tenant, clientId, port, databaseUrl, corsOrigins, allowedClientApps, seedOwners };
  });
}

function isOrigin(value: string): boolean {
  return (
    !value.includes('*') &&
    URL.canParse(value) &&
    /^https?:$/.test(new URL(value).protocol) &&
    new URL(value).origin === value
  );
}
