import type { FileApplication, TenantFile } from 'ciam-emulator/tenant-file';
import type { Credentials } from './credentials.ts';

/** A harmless request, which signs no user in and changes nothing. */
export interface Probe {
  name: string;
  method: 'GET' | 'POST' | 'OPTIONS';
  /** The path below the origin. `{tenant}` is replaced by the tenant ID. */
  path: string;
  query?: Record<string, string>;
  form?: Record<string, string>;
  headers?: Record<string, string>;
}

export interface Subject {
  file: TenantFile;
  /** The client IDs by their name in the tenant file. */
  clientIds: Readonly<Record<string, string | undefined>>;
  /** The initial domain, such as `contoso.onmicrosoft.com`. */
  domain: string;
  credentials: Pick<Credentials, 'secret' | 'certificate' | 'federated'>;
}

/** The placeholders for credentials. Each tenant receives its own. */
export const proofs = {
  secret: '{secret}',
  certificate: '{assertion by certificate}',
  federated: '{token of another issuer}',
  unknownCertificate: '{assertion by an unknown certificate}',
  unknownToken: '{token of an unknown issuer}',
} as const;

const unknownId = '00000000-0000-4000-8000-00000000abcd';
const discovery = 'v2.0/.well-known/openid-configuration';
const verifier = 'a-code-verifier-that-belongs-to-no-code-at-all-0123456789';

/** Returns a few dozen requests that cover what can go wrong without a user. */
export function probesFor(subject: Subject): Probe[] {
  const { domain } = subject;
  return [
    { name: 'discovery', method: 'GET', path: `/{tenant}/${discovery}` },
    { name: 'discovery by domain', method: 'GET', path: `/${domain}/${discovery}` },
    { name: 'discovery, preflight', method: 'OPTIONS', path: `/{tenant}/${discovery}`, headers: preflight('GET') },
    { name: 'discovery of an unknown tenant', method: 'GET', path: `/${unknownId}/${discovery}` },
    { name: 'keys', method: 'GET', path: '/{tenant}/discovery/v2.0/keys' },
    token('token without anything', {}),
    token('token without a grant', { client_id: unknownId }),
    token('token of an unknown client', { ...clientCredentials(unknownId), client_secret: 'wrong' }),
    token('token of a malformed client', { ...clientCredentials('me'), client_secret: 'wrong' }),
    { name: 'token, preflight', method: 'OPTIONS', path: '/{tenant}/oauth2/v2.0/token', headers: preflight('POST') },
    authorize('authorize for an unknown client', { client_id: unknownId, redirect_uri: 'https://app.example.com/' }),
    authorize('authorize without a client', {}),
    ...publicProbes(subject),
    ...confidentialProbes(subject),
    ...browserProbes(subject),
  ];
}

function publicProbes(subject: Subject): Probe[] {
  const client_id = clientOf(subject, ({ isFallbackPublicClient }) => isFallbackPublicClient === true);
  if (client_id === undefined) return [];
  const code = 'junk';
  return [
    device('device code', { client_id, scope: 'openid offline_access' }),
    device('device code without a scope', { client_id }),
    device('device code for a scope of an unknown API', { client_id, scope: `api://${unknownId}/Nothing` }),
    device('device code without a client', { scope: 'openid' }),
    device('device code of an unknown client', { client_id: unknownId, scope: 'openid' }),
    token('token for a junk device code', { client_id, grant_type: 'device_code', device_code: code }),
    token('token for a junk refresh token', { client_id, grant_type: 'refresh_token', refresh_token: code }),
    token('token for a junk code', { client_id, grant_type: 'authorization_code', code, code_verifier: verifier }),
    token('token for no code', { client_id, grant_type: 'authorization_code' }),
    token('token with an unknown grant', { client_id, grant_type: 'nonsense' }),
    token('token for an app without a credential', { ...clientCredentials(client_id) }),
  ];
}

function confidentialProbes(subject: Subject): Probe[] {
  const { secret, certificate, federated } = subject.credentials;
  const client_id = secret?.clientId ?? clientOf(subject, ({ env }) => env?.clientSecret !== undefined);
  if (client_id === undefined) return [];
  const api = subject.file.applications.find(({ appRoles = [] }) => appRoles.length > 0);
  const apiId = subject.clientIds[api?.name ?? ''];
  const wrong = clientCredentials(client_id);
  const own = { ...wrong, client_secret: proofs.secret };
  const scope = apiId === undefined ? 'https://graph.microsoft.com/.default' : `${apiId}/.default`;
  const byCertificate = { ...clientCredentials(certificate?.clientId ?? ''), ...assertion(proofs.certificate) };
  const byToken = { ...clientCredentials(federated?.clientId ?? ''), ...assertion(proofs.federated) };
  return [
    token('client credentials without a credential', wrong),
    token('client credentials with a wrong secret', { ...wrong, client_secret: 'wrong' }),
    token('client credentials with a junk assertion', { ...wrong, ...assertion('junk') }),
    token('client credentials by an unknown certificate', { ...wrong, ...assertion(proofs.unknownCertificate) }),
    token('client credentials by a token of an unknown issuer', { ...wrong, ...assertion(proofs.unknownToken) }),
    token('client credentials by an assertion without its type', { ...wrong, client_assertion: 'junk' }),
    ...(secret
      ? [
          token('client credentials without a scope', { ...own, scope: '' }),
          token('client credentials for a malformed scope', { ...own, scope: 'nonsense' }),
          token('client credentials for OpenID scopes alone', { ...own, scope: 'openid profile' }),
          token('client credentials for an unknown API', { ...own, scope: `api://${unknownId}/.default` }),
          token('client credentials', { ...own, scope }),
        ]
      : []),
    ...(certificate ? [token('client credentials by certificate', { ...byCertificate, scope })] : []),
    ...(federated ? [token('client credentials by a token of another issuer', { ...byToken, scope })] : []),
  ];
}

function assertion(client_assertion: string): Record<string, string> {
  return { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion };
}

function browserProbes(subject: Subject): Probe[] {
  const { applications } = subject.file;
  const app = applications.find((each) => redirectUriOf(each) !== undefined && subject.clientIds[each.name]);
  const redirect_uri = app && redirectUriOf(app);
  if (!app || redirect_uri === undefined) return [];
  const client_id = subject.clientIds[app.name] ?? '';
  const good = { client_id, redirect_uri, scope: 'openid', response_type: 'code', state: 'state', nonce: 'nonce' };
  return [
    authorize('authorize with another redirect URI', { ...good, redirect_uri: 'https://app.example.com/elsewhere' }),
    authorize('authorize without a response type', { ...good, response_type: '' }),
    authorize('authorize with an unknown response type', { ...good, response_type: 'nonsense' }),
    authorize('authorize without a scope', { ...good, scope: '' }),
    authorize('authorize for a scope of an unknown API', { ...good, scope: `api://${unknownId}/Nothing` }),
    authorize('authorize silently', { ...good, prompt: 'none' }),
    authorize('authorize with an unknown prompt', { ...good, prompt: 'nonsense' }),
    authorize('authorize with an unknown challenge method', {
      ...good,
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S512',
    }),
  ];
}

function redirectUriOf({ web, spa }: FileApplication): string | undefined {
  return web?.redirectUris[0] ?? spa?.redirectUris[0];
}

function clientOf({ file, clientIds }: Subject, fits: (application: FileApplication) => boolean): string | undefined {
  return file.applications
    .filter(fits)
    .map(({ name }) => clientIds[name])
    .find((id) => id !== undefined);
}

function clientCredentials(client_id: string): Record<string, string> {
  return { client_id, grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default' };
}

function token(name: string, form: Record<string, string>): Probe {
  const given = Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''));
  return { name, method: 'POST', path: '/{tenant}/oauth2/v2.0/token', form: given };
}

function device(name: string, form: Record<string, string>): Probe {
  return { name, method: 'POST', path: '/{tenant}/oauth2/v2.0/devicecode', form };
}

function authorize(name: string, query: Record<string, string>): Probe {
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  return { name, method: 'GET', path: '/{tenant}/oauth2/v2.0/authorize', query: given };
}

function preflight(method: string): Record<string, string> {
  return { origin: 'https://app.example.com', 'access-control-request-method': method };
}
