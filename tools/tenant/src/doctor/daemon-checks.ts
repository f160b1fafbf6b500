import { decodeJwt, type JWTPayload } from 'jose';
import type { Tenant } from 'ciam-config';
import { appRoles } from 'todolist-api/permissions';
import { type Finding, findingsOf } from './finding.ts';
import type { Config } from 'daemon/config';
import { appToken } from './token-requests.ts';

const { passed, failed, skipped, because } = findingsOf('daemon');

/** Checks that the daemon gets a token that the API accepts. */
export async function examineDaemon(
  tenant: Tenant,
  settings: Config,
  apiClientId: string | undefined,
): Promise<{ token?: string; findings: Finding[] }> {
  let token: string;
  try {
    token = await appToken(tenant, settings, settings.scope);
  } catch (error) {
    return { findings: [because('credential', error)] };
  }
  const claims = readClaims(token);
  if (!claims) {
    const fix = 'SCOPES must name the ToDoList API, api://<API_CLIENT_ID>/.default, or be removed.';
    return { findings: [failed('credential', `The token for ${settings.scope} is not a JWT of the tenant.`, fix)] };
  }
  return {
    token,
    findings: [
      passed('credential', `The credential works. The app gets a token for ${settings.scope}.`),
      examineRoles(claims),
      ...examineShape(claims, apiClientId),
    ],
  };
}

/** Only some resources can read the tenant's access tokens for them. */
function readClaims(token: string): JWTPayload | undefined {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}

function examineRoles(claims: JWTPayload): Finding {
  const roles = Array.isArray(claims['roles']) ? claims['roles'].map(String) : [];
  const missing = appRoles.filter((role) => !roles.includes(role));
  if (missing.length === 0) return passed('permissions', `The daemon has ${appRoles.join(' and ')}.`);
  return failed(
    'permissions',
    `The daemon does not have ${missing.join(' or ')}.`,
    'In the admin center: App registrations > the daemon > API permissions > Add a permission > My APIs > ' +
      'Application permissions, then "Grant admin consent". Or run pnpm tenant register again.',
  );
}

function examineShape({ aud, ver, idtyp }: JWTPayload, apiClientId: string | undefined): Finding[] {
  const findings: Finding[] = [];
  if (ver !== '2.0') {
    findings.push(
      failed(
        'token-version',
        `Tokens for the API have version ${String(ver)}.`,
        'In the admin center: App registrations > the API > Manifest: set requestedAccessTokenVersion to 2.',
      ),
    );
  } else if (apiClientId && aud !== apiClientId) {
    findings.push(
      failed(
        'token-version',
        `The token is for ${String(aud)}, and API_CLIENT_ID is ${apiClientId}.`,
        'Make SCOPES and API_CLIENT_ID name the same API, or remove SCOPES.',
      ),
    );
  } else {
    findings.push(passed('token-version', 'The token has version 2.0 and is for this API.'));
  }
  findings.push(
    idtyp === 'app'
      ? passed('token-kind', 'The token identifies its caller as an app (idtyp).')
      : skipped(
          'token-kind',
          'The token does not identify its caller as an app or a user (idtyp), so the API decides by its roles.',
          'In the admin center: App registrations > the API > Token configuration > Add optional claim > Access > idtyp.',
        ),
  );
  return findings;
}
