import { randomBytes } from 'node:crypto';
import type { AxiosInstance } from 'axios';
import { isLoopback, shownAddress, type Tenant } from 'ciam-config';
import { fixFor } from 'ciam-msal/fix';
import type { Config } from 'web-app/app';
import { type CheckName, type Finding, findingsOf } from './finding.ts';
import { appToken, refusalOfCode } from './token-requests.ts';

interface Client {
  clientId: string;
  tenant: Tenant;
  http: AxiosInstance;
}

const { passed, failed, skipped, because } = findingsOf('web-app');

/** Checks that users can sign in and out. */
export async function examineWebApp(tenant: Tenant, config: Config, http: AxiosInstance): Promise<Finding[]> {
  const { clientId, redirectUri, postLogoutRedirectUri } = config;
  const client = { clientId, tenant, http };
  const redirect = await examineRedirect('redirect-uri', client, redirectUri);
  const findings = [redirect];
  if (redirect.check === 'redirect-uri') {
    findings.push(await examineRedirect('post-logout-redirect-uri', client, postLogoutRedirectUri));
  }
  let proven = false;
  try {
    // Every app can get a token for Microsoft Graph, although without permissions.
    await appToken(tenant, config, 'https://graph.microsoft.com/.default');
    findings.push(passed('credential', 'The credential works.'));
    proven = true;
  } catch (error) {
    findings.push(because('credential', error));
  }
  if (redirect.status === 'passed') findings.push(await examinePlatform(client, config, proven));
  findings.push(...(await examineFrontChannel(config, http)), examineSessions(config));
  return findings;
}

/**
 * Requests a sign-in without a user (`prompt=none`). It always fails, and the tenant sends the error only to a
 * registered redirect URI.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
async function examineRedirect(
  check: CheckName,
  { clientId, tenant, http }: Client,
  redirectUri: string,
): Promise<Finding> {
  const { location, code } = await authorize({ clientId, tenant, http }, redirectUri, {
    code_challenge: randomBytes(32).toString('base64url'),
    code_challenge_method: 'S256',
  });
  const shown = shownAddress(redirectUri);
  const { kind } = fixFor({ error_description: code });
  const isRefused = kind === 'configuration' && code !== undefined && !otherPlatform.has(code);
  // No user is signed in, so the tenant always refuses. Only a wrong registration concerns the app.
  if (isAt(location, redirectUri) && !isRefused) return passed(check, `${shown} is registered.`);
  if (!code) return skipped(check, `The tenant does not say whether ${shown} is registered.`);
  const { fix, link, text } = because(check, { error_description: code });
  if (code === 'AADSTS50011') return failed(check, `${shown} is not registered (${code}).`, fix, { link, code });
  return failed('client', `${text} (${code})`, fix, { link, code });
}

/** Returns the authorization endpoint's response to a sign-in without a user: its redirect and its error. */
async function authorize(
  { clientId, tenant, http }: Client,
  redirectUri: string,
  more: Record<string, string>,
): Promise<{ location: string; code: string | undefined }> {
  const url = new URL(tenant.metadata.authorization_endpoint);
  const query = {
    client_id: clientId,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: redirectUri,
    scope: 'openid',
    prompt: 'none',
    state: 'doctor',
    ...more,
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const { data, headers } = await http.get<string>(url.href, { validateStatus: null, responseType: 'text' });
  const location = String(headers['location'] ?? '');
  return { location, code: /AADSTS\d{4,8}/.exec(`${data} ${location}`)?.[0] };
}

/** The errors that show that the redirect URI is registered for another kind of app. */
const otherPlatform = new Set(['AADSTS9002325', 'AADSTS9002327', 'AADSTS700025']);

/**
 * Checks that the redirect URI is registered under "Web". For a single-page app, the tenant refuses a sign-in without
 * PKCE, and also a code, even one that was never issued. For a public client, it refuses a secret.
 */
async function examinePlatform(client: Client, config: Config, proven: boolean): Promise<Finding> {
  const { code } = await authorize(client, config.redirectUri, {});
  const seen = [code, proven ? await refusalOfCode(client.tenant, config) : undefined];
  const wrong = seen.find((each) => each !== undefined && otherPlatform.has(each));
  if (!wrong) return passed('redirect-platform', 'The redirect URI is not that of a single-page or public app.');
  const { text, fix, link } = because('redirect-platform', { error_description: wrong });
  return failed('redirect-platform', `${text} (${wrong})`, fix, { link, code: wrong });
}

/** Checks the front-channel logout URL of a local tenant. For a real one, only Microsoft Graph shows it. */
async function examineFrontChannel({ tenant, clientId, redirectUri }: Config, http: AxiosInstance): Promise<Finding[]> {
  if (!isLoopback(new URL(tenant.authority).hostname)) return [];
  const url = new URL('/_emulator/applications', tenant.authority).href;
  const { data } = await http.get<unknown>(url, { validateStatus: null });
  const listed: { appId?: string; web?: { logoutUrl?: string } }[] = Array.isArray(data) ? data : [];
  const registration = listed.find(({ appId }) => appId === clientId);
  if (!registration) return [];
  const wanted = redirectUri.replace(/redirect$/, 'frontchannel-logout');
  const { logoutUrl } = registration.web ?? {};
  if (logoutUrl === wanted) return [passed('front-channel', 'Signing out of another app also signs out of this one.')];
  return [
    failed(
      'front-channel',
      logoutUrl === undefined
        ? 'The registration has no front-channel logout URL: signing out of another app does not sign out of this one.'
        : 'The front-channel logout URL of the registration is not that of this app.',
      `In the admin center: App registrations > the web app > Authentication: set the front-channel logout URL to ${wanted}.`,
    ),
  ];
}

function isAt(location: string, redirectUri: string): boolean {
  if (!URL.canParse(location)) return false;
  const [actual, wanted] = [new URL(location), new URL(redirectUri)];
  return actual.origin === wanted.origin && actual.pathname === wanted.pathname && actual.searchParams.has('error');
}

/** Reports what a restart of the app means for people who are signed in. */
function examineSessions({ session }: Config): Finding {
  const kept = session.redisUrl !== undefined;
  if (session.secrets.length === 0) {
    return skipped(
      'session-secret',
      'EXPRESS_SESSION_SECRET is not set: everyone is signed out when the app restarts.',
      `Set it${kept ? '' : ', and REDIS_URL to keep the sessions'}. ` +
        `Generate one with: node -p "crypto.randomBytes(32).toString('base64url')"`,
    );
  }
  if (kept) return passed('session-secret', 'Sessions outlive a restart of the app.');
  return skipped(
    'session-secret',
    'Sessions are kept in memory: everyone is signed out when the app restarts.',
    'To keep them, set REDIS_URL and remove SESSION_STORE=memory.',
  );
}
