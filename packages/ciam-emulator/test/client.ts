import { createHash } from 'node:crypto';
import type { HttpBrowser } from 'test-support';
import { newBrowser, responseIn, signInAt } from './browser.ts';
import type { Emulator } from '../src/index.ts';
import { ada, clientSecret, ids, redirectUri } from './tenant.ts';

export const verifier = 'a-code-verifier-that-is-long-enough-for-the-rules-0123456789';
const challenge = createHash('sha256').update(verifier).digest('base64url');

type Fields = Record<string, string | undefined>;

function encode(fields: Fields): URLSearchParams {
  return new URLSearchParams(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

export interface ParsedResponse {
  status: number;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

/** Posts a form to an OAuth endpoint of the tenant. */
export async function post(
  tenant: Emulator,
  endpoint: 'token' | 'devicecode',
  fields: Fields,
  headers: Record<string, string> = {},
  alias: string = tenant.tenantId,
): Promise<ParsedResponse> {
  const response = await fetch(`${tenant.authority}${alias}/oauth2/v2.0/${endpoint}`, {
    method: 'POST',
    body: encode(fields),
    headers,
  });
  return parseResponse(response);
}

export async function parseResponse(response: Response): Promise<ParsedResponse> {
  const body: Record<string, unknown> = JSON.parse((await response.text()) || '{}');
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}

/** An authorization request of the web app; a field given as undefined is left out. */
export function authorizeUrl(tenant: Emulator, fields: Fields = {}): string {
  const query = encode({
    client_id: ids.web,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile offline_access',
    state: 'a-state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...fields,
  });
  return `${tenant.authority}${tenant.tenantId}/oauth2/v2.0/authorize?${query.toString()}`;
}

/** Signs ada in and gives the response in the redirect to the app. */
export async function signIn(
  tenant: Emulator,
  fields: Fields = {},
  browser: HttpBrowser = newBrowser(),
): Promise<URLSearchParams> {
  const visit = await signInAt(browser, authorizeUrl(tenant, fields), ada?.mail ?? '', ada?.password ?? '');
  return responseIn(visit.location ?? visit.url);
}

/** The token request that follows a sign-in of the web app. */
export async function codeRequest(
  tenant: Emulator,
  fields: Fields = {},
  browser: HttpBrowser = newBrowser(),
): Promise<Record<string, string>> {
  const response = await signIn(tenant, fields, browser);
  return {
    grant_type: 'authorization_code',
    client_id: fields.client_id ?? ids.web,
    client_secret: clientSecret,
    code: response.get('code') ?? '',
    redirect_uri: fields.redirect_uri ?? redirectUri,
    code_verifier: verifier,
  };
}
