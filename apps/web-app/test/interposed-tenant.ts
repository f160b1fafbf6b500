import { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type LocalServer, localServer } from 'test-support';

/** What happens to answers on their way from the tenant to the app. */
export interface Interference {
  /** Answers discovery instead of the tenant. */
  discovery?: (res: ServerResponse) => void;
  /** Answers the token request instead of the tenant. */
  token?: (res: ServerResponse) => void;
  /** Changes the claims of the ID token; its signature stays. */
  claims?: (claims: Record<string, unknown>) => void;
}

/**
 * Stands between the app and a tenant that has the GUID-host issuer: discovery and token requests pass through it.
 * @param listener hears every body, both ways
 */
export async function interpose(
  tenant: { origin: string },
  interference: Interference,
  listener: (text: string) => void = () => {},
): Promise<LocalServer> {
  const server: LocalServer = await localServer((req, res) => {
    const isDiscovery = req.url?.endsWith('/openid-configuration') === true;
    const instead = isDiscovery ? interference.discovery : interference.token;
    if (instead) {
      instead(res);
      return;
    }
    void pass(req, tenant.origin, listener).then(({ status, text }) =>
      res
        .writeHead(status, { 'content-type': 'application/json' })
        .end(isDiscovery ? redirectTokenRequests(text, server.url) : change(text, interference.claims)),
    );
  });
  return server;
}

async function pass(
  req: IncomingMessage,
  origin: string,
  listener: (text: string) => void,
): Promise<{ status: number; text: string }> {
  const { host: _host, connection: _connection, ...headers } = req.headers;
  const body = await buffer(req);
  const answer = await fetch(origin + (req.url ?? ''), {
    method: req.method ?? 'GET',
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(body.length > 0 ? { body } : {}),
  });
  const text = await answer.text();
  listener(body.toString());
  listener(text);
  return { status: answer.status, text };
}

function redirectTokenRequests(discovery: string, url: string): string {
  const document: { token_endpoint: string } = JSON.parse(discovery);
  const endpoint = new URL(document.token_endpoint);
  return JSON.stringify({ ...document, token_endpoint: new URL(endpoint.pathname, url).href });
}

function change(answer: string, claims: Interference['claims']): string {
  const body: { id_token?: string } = JSON.parse(answer);
  if (!claims || !body.id_token) return answer;
  const [header, payload = '', signature] = body.id_token.split('.');
  const changed: Record<string, unknown> = JSON.parse(Buffer.from(payload, 'base64url').toString());
  claims(changed);
  const encoded = Buffer.from(JSON.stringify(changed)).toString('base64url');
  return JSON.stringify({ ...body, id_token: [header, encoded, signature].join('.') });
}
