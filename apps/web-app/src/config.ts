import { join } from 'node:path';
import {
  type Environment,
  type EnvironmentReader,
  isLoopback,
  readEnvironment,
  readTenantSettings,
  type TenantSettings,
} from 'ciam-config';
import { type ClientCredential, readCredential } from 'ciam-msal';
import { readServerSettings, type ServerSettings } from 'web-server/settings';
import { readSessionSettings, type SessionSettings } from './session-settings.ts';

/** Everything this app reads from its environment. */
export interface Config {
  tenant: TenantSettings;
  clientId: string;
  credential: ClientCredential;
  /** Must equal the registered redirect URI character for character, as must `postLogoutRedirectUri`. */
  redirectUri: string;
  postLogoutRedirectUri: string;
  /** The origin of the redirect URI, where users open the app: `http://localhost:3000`. */
  origin: string;
  /** The prefix of every path: empty, or `/portal` for `https://www.contoso.com/portal/auth/redirect`. */
  basePath: string;
  port: number;
  server: ServerSettings;
  session: SessionSettings;
  /** Settings that are valid but probably mistakes, as sentences for the log. */
  warnings: string[];
}

const redirectPath = '/auth/redirect';

/**
 * Reads the settings of the app.
 *
 * @throws {ConfigurationError} naming every setting that is missing or wrong
 */
export function readConfig(env: Environment): Config {
  return readEnvironment(env, (read) => {
    const server = readServerSettings(read);
    const port = read.port('WEB_APP_PORT', { purpose: 'the port of this app', also: ['PORT'], default: 3000 });
    const redirectUri = readRedirectUri(read, port, server);
    const { origin, pathname } = new URL(URL.canParse(redirectUri) ? redirectUri : 'http://localhost');
    const home = redirectUri.slice(0, -redirectPath.length);
    const postLogoutRedirectUri = readUri(read, 'POST_LOGOUT_REDIRECT_URI', 'where users go after signing out', home);
    const addresses = { REDIRECT_URI: redirectUri, POST_LOGOUT_REDIRECT_URI: postLogoutRedirectUri };
    return {
      tenant: readTenantSettings(read),
      clientId: read.guid('WEB_APP_CLIENT_ID', {
        purpose: 'the application (client) ID of the web app',
        find: 'In the admin center (https://entra.microsoft.com): App registrations > your web app > Overview.',
        also: ['CLIENT_ID'],
      }),
      credential: readCredential(read, 'WEB_APP', join(import.meta.dirname, '..')),
      redirectUri,
      postLogoutRedirectUri,
      origin,
      basePath: pathname.slice(0, -redirectPath.length),
      port,
      server,
      session: readSessionSettings(read, server.production),
      // Behind a proxy, browsers use the proxy's port.
      warnings:
        server.trustProxy === false
          ? Object.entries(addresses).flatMap(([name, uri]) => otherPort(name, uri, port))
          : [],
    };
  });
}

function readRedirectUri(read: EnvironmentReader, port: number, server: ServerSettings): string {
  const uri = readUri(
    read,
    'REDIRECT_URI',
    'where the tenant sends users after they signed in',
    `http://localhost:${port}${redirectPath}`,
  );
  if (URL.canParse(uri) && (!new URL(uri).pathname.endsWith(redirectPath) || new URL(uri).search !== '')) {
    read.problem('REDIRECT_URI', `REDIRECT_URI must end in ${redirectPath}, where this app receives the response.`);
  }
  if (URL.canParse(uri) && !/^(?:\/[\w.-]+)+$/.test(new URL(uri).pathname)) {
    read.problem(
      'REDIRECT_URI',
      'The path of REDIRECT_URI may contain only letters, digits, dots, hyphens and underscores.',
    );
  }
  if (URL.canParse(uri) && new URL(uri).protocol === 'https:' && server.trustProxy === false) {
    read.problem(
      'TRUST_PROXY',
      'REDIRECT_URI is https, so a proxy in front of this app must handle https. Set TRUST_PROXY to the ' +
        'number of proxies, usually 1. Without it, browsers get no Secure cookie and users cannot sign in.',
    );
  }
  return uri;
}

/** Without a proxy, a loopback address with another port leads to another program. */
function otherPort(name: string, uri: string, port: number): string[] {
  if (!URL.canParse(uri) || port === 0) return [];
  const { protocol, hostname, port: given } = new URL(uri);
  const theirs = Number(given || (protocol === 'https:' ? 443 : 80));
  if (!isLoopback(hostname) || protocol !== 'http:' || theirs === port) return [];
  return [
    `${name} sends browsers to port ${theirs}, but this app listens on port ${port}. ` +
      `Remove ${name}, so that it follows WEB_APP_PORT, or set both to the same port.`,
  ];
}

/** Returns the URI as written, because it must equal the registered one; a URL parser would add a slash. */
function readUri(read: EnvironmentReader, name: string, purpose: string, fallback: string): string {
  const find = 'In the admin center (https://entra.microsoft.com): App registrations > your web app > Authentication.';
  const checked = read.url(name, { purpose, find, default: fallback, httpLoopbackOnly: true });
  const given = read.optional(name, { purpose });
  // A default follows REDIRECT_URI, which is already reported.
  if (read.production && checked.startsWith('http:') && (given !== undefined || name === 'REDIRECT_URI')) {
    read.problem(name, `${name} is http, but production needs https. Set ${name} to the https address of this app.`);
  }
  return checked && (given ?? fallback);
}
