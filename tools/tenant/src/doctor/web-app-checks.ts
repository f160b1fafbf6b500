import { randomBytes } from 'node:crypto';
import type { AxiosInstance } from 'axios';
import type { Tenant } from 'ciam-config';
import type { Config } from 'web-app/app';
import { type CheckName, type Finding, findingsOf } from './finding.ts';
import { appToken } from './token-requests.ts';

const { passed, failed, skipped, because } = findingsOf('web-app');

/** Whether users can come, come back, and go. */
export async function examineWebApp(tenant: Tenant, config: Config, http: AxiosInstance): Promise<Finding[]> {
  const { clientId, redirectUri, postLogoutRedirectUri } = config;
  const client = { clientId, tenant, http };
  const redirect = await examineRedirect('redirect-uri', client, redirectUri);
  const findings = [redirect];
  if (redirect.check === 'redirect-uri') {
    findings.push(await examineRedirect('post-logout-redirect-uri', client, postLogoutRedirectUri));
  }
  try {
    // Every app is given one for Microsoft Graph, without any permission in it.
    await appToken(tenant, config, 'https://graph.microsoft.com/.default');
    findings.push(passed('credential', 'The app proves who it is.'));
  } catch (error) {
    findings.push(because('credential', error));
  }
  findings.push(examineSessions(config));
  return findings;
}

/**
 * Asks for a sign-in without any user (`prompt=none`): that ends in an error either way, and the tenant sends it to a redirect
 * URI that it knows, and to no other.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
async function examineRedirect(
  check: CheckName,
  { clientId, tenant, http }: { clientId: string; tenant: Tenant; http: AxiosInstance },
  redirectUri: string,
): Promise<Finding> {
  const url = new URL(tenant.metadata.authorization_endpoint);
  const query = {
    client_id: clientId,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: redirectUri,
    scope: 'openid',
    prompt: 'none',
    state: 'doctor',
    code_challenge: randomBytes(32).toString('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const answer = await http.get<string>(url.href, { validateStatus: null, responseType: 'text' });
  const location = String(answer.headers['location'] ?? '');
  if (isAt(location, redirectUri)) return passed(check, `${redirectUri} is registered.`);
  const code = /AADSTS\d{4,8}/.exec(`${answer.data} ${location}`)?.[0];
  if (!code) return skipped(check, `The tenant does not say whether ${redirectUri} is registered.`);
  const { fix, link, text } = because(check, { error_description: code });
  if (code === 'AADSTS50011') return failed(check, `${redirectUri} is not registered (${code}).`, fix, link);
  return failed('client', `${text} (${code})`, fix, link);
}

function isAt(location: string, redirectUri: string): boolean {
  if (!URL.canParse(location)) return false;
  const [there, wanted] = [new URL(location), new URL(redirectUri)];
  return there.origin === wanted.origin && there.pathname === wanted.pathname && there.searchParams.has('error');
}

/** What a restart of the app does to people who are signed in. */
function examineSessions({ session }: Config): Finding {
  const kept = session.redisUrl !== undefined;
  if (session.secrets.length === 0) {
    return skipped(
      'session-secret',
      'EXPRESS_SESSION_SECRET is not set: everybody is signed out when the app restarts.',
      `Set it${kept ? '' : ', and REDIS_URL to keep the sessions'}; ` +
        `make one with: node -p "crypto.randomBytes(32).toString('base64url')"`,
    );
  }
  if (kept) return passed('session-secret', 'Sessions outlive a restart of the app.');
  return skipped(
    'session-secret',
    'Sessions are kept in memory: everybody is signed out when the app restarts.',
    'Set REDIS_URL, and not SESSION_STORE=memory, to keep them.',
  );
}
