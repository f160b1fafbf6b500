import { globalAgent } from 'node:https';
import axios, { AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import type { Proxy } from './proxy.ts';
import { ProxyError } from './proxy-error.ts';

/** A proxy's response to CONNECT. */
interface ConnectResponse {
  statusCode: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

export { proxyFor } from './proxy.ts';

const send = axios.getAdapter('http');

/**
 * Sends a request through a proxy: with CONNECT for https, directly for http. Aborting `signal` closes the connection.
 *
 * @throws {ProxyError} when the request did not get past the proxy; other errors are the target's
 */
export async function sendThroughProxy(
  request: InternalAxiosRequestConfig,
  target: URL,
  proxy: Proxy,
  signal: AbortSignal,
): Promise<AxiosResponse> {
  const { url, credentials } = proxy;
  const authorization = credentials ? { 'Proxy-Authorization': `Basic ${credentials.toString('base64')}` } : {};
  let said: ConnectResponse | undefined;
  const attempt = async (): Promise<AxiosResponse> => {
    if (target.protocol === 'http:') {
      const headers = AxiosHeaders.concat(request.headers, authorization);
      const address = { protocol: url.protocol, host: url.hostname, port: Number(url.port) };
      return await send({ ...request, headers, proxy: address });
    }
    const { HttpsProxyAgent } = await import('https-proxy-agent');
    const { secureContext } = globalAgent.options;
    const trust = secureContext ? { secureContext } : {};
    // One agent for each request, so that aborting the request closes its sockets.
    const httpsAgent = new HttpsProxyAgent(url, { ...trust, signal, headers: authorization });
    Object.assign(httpsAgent.options, trust);
    httpsAgent.once('proxyConnect', (response: ConnectResponse) => (said = response));
    return await send({ ...request, httpsAgent, proxy: false });
  };

  const outcome = await attempt().then(
    (response) => ({ response }),
    (error: unknown) => ({ error }),
  );
  const { error } = { error: undefined, ...outcome };
  const response = 'response' in outcome ? outcome.response : axios.isAxiosError(error) && error.response;
  // Only a proxy responds with 407.
  if (response && response.status === 407)
    said ??= { statusCode: 407, headers: { 'proxy-authenticate': String(response.headers['proxy-authenticate']) } };
  const refused = said && refusal(said, target, proxy);
  if (refused) throw new ProxyError(...refused, request);
  if ('response' in outcome) return outcome.response;
  if (said || response) throw error;
  throw new ProxyError('proxy_unreachable', unreachable(codeOf(error, signal), proxy), request, error);
}

type Refusal = [code: 'proxy_unauthorized' | 'proxy_refused', message: string];

function refusal({ statusCode, headers }: ConnectResponse, target: URL, proxy: Proxy): Refusal | undefined {
  const { setting, credentials } = proxy;
  const place = `The proxy ${placeOf(proxy)}`;
  if (statusCode === 407) {
    const schemes = String(headers['proxy-authenticate'] ?? '');
    if (!/\bbasic\b/i.test(schemes) && /\b(?:ntlm|negotiate|kerberos|digest|bearer)\b/i.test(schemes)) {
      const how = 'Run a local proxy that supports it, such as Px or cntlm, and put its address into';
      return [
        'proxy_unauthorized',
        `${place} requires NTLM, Kerberos or Digest, which these programs do not support. ${how} ${setting}.`,
      ];
    }
    return credentials
      ? ['proxy_unauthorized', `${place} rejected the user or the password in ${setting} (407). Correct them.`]
      : [
          'proxy_unauthorized',
          `${place} requires a user and a password (407). Set ${setting}=http://<user>:<password>@…`,
        ];
  }
  if (target.protocol === 'http:' || statusCode === 200) return undefined;
  const host = `${target.hostname}:${target.port || 443}`;
  const fix = `Ask the people who run it to allow ${target.hostname}, or list that host in NO_PROXY.`;
  return ['proxy_refused', `${place} (${setting}) refused to connect to ${host} (status ${statusCode}). ${fix}`];
}

/** An unknown host name is not shown, because it may be a secret in the wrong place. */
function unreachable(reason: string, proxy: Proxy): string {
  const { setting } = proxy;
  const fix = `Check ${setting}, or list the host in NO_PROXY.`;
  if (reason === 'ENOTFOUND') return `The host name of the proxy in ${setting} is unknown (${reason}). ${fix}`;
  if (/CERT|^UNABLE_TO_|^ERR_TLS_/.test(reason)) {
    const trust = 'Add the certificate of its authority to NODE_EXTRA_CA_CERTS.';
    return `The certificate of the proxy ${placeOf(proxy)} (${setting}) was not accepted (${reason}). ${trust}`;
  }
  return `The proxy ${placeOf(proxy)} (${setting}) does not respond (${reason}). ${fix}`;
}

function codeOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'ETIMEDOUT';
  return error instanceof Error && 'code' in error ? String(error.code) : 'no response';
}

/** Includes the scheme's default port, which `URL.host` leaves out. */
function placeOf({ url }: Proxy): string {
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;
}
