import { AuthError } from '@azure/msal-node';
import axios, { type AxiosResponse } from 'axios';

/** `errorCode` of what {@link createNetworkClient} throws; `advice` knows each. */
export type NetworkErrorCode =
  /** No connection: name not found, refused, unreachable. */
  | 'network_unreachable'
  /** A connection that broke, or took too long. */
  | 'network_broken'
  /** The server's certificate was not accepted. */
  | 'network_certificate'
  /** 429 or 5xx. */
  | 'service_unavailable'
  /** HTML or anything else where JSON belongs. */
  | 'answer_not_json'
  | 'answer_too_large'
  /** The program's own AbortSignal. */
  | 'request_aborted';

/**
 * The only kind of error that MSAL passes on from its network client as it is; it drops any other with its message.
 * MSAL copies it, so `cause` is lost and the message has to say everything.
 */
function networkError(code: NetworkErrorCode, correlationId: string, message: string): AuthError {
  return new AuthError(code, correlationId, message);
}

/** What a request that got no whole answer comes to. */
export function requestError(error: unknown, url: string, correlationId: string): AuthError {
  const host = new URL(url).host;
  if (axios.isCancel(error)) {
    return networkError('request_aborted', correlationId, `The request to ${host} was cancelled.`);
  }
  const { code, message } = axios.isAxiosError(error) ? error : { code: undefined, message: String(error) };
  const tried = axios.isAxiosError(error) ? triedText(error.config) : '';
  const reason = code ?? message;
  if (message.startsWith('maxContentLength')) {
    return networkError('answer_too_large', correlationId, `${host} answered with more than a token answer can hold.`);
  }
  if (isCertificateProblem(code)) {
    const text = `The certificate of ${host} was not accepted (${reason}). `;
    const fix = 'If a proxy or a private authority issued it, name its certificate in NODE_EXTRA_CA_CERTS.';
    return networkError('network_certificate', correlationId, text + fix);
  }
  if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code ?? '')) {
    const fix = 'Check TENANT_SUBDOMAIN and AUTHORITY, the network and the proxy.';
    return networkError('network_unreachable', correlationId, `${host} cannot be reached (${reason})${tried}. ${fix}`);
  }
  return networkError(
    'network_broken',
    correlationId,
    `${host} did not answer (${reason})${tried}. Try again in a moment.`,
  );
}

/** What an answer that is no token answer comes to. */
export function answerError(response: AxiosResponse<string>, url: string, correlationId: string): AuthError {
  const host = new URL(url).host;
  if (isUnavailable(response.status)) {
    const said = /"error_description"\s*:\s*"(AADSTS[^"\\]{0,300})/.exec(response.data)?.[1];
    const text = `${host} answered with status ${response.status}${triedText(response.config)}${said ? `: ${said}` : ''}. `;
    return networkError('service_unavailable', correlationId, `${text}Try again in a moment.`);
  }
  const type = String(response.headers['content-type'] ?? 'no content type');
  const text = `${host} answered with status ${response.status} and ${type} where JSON belongs. `;
  return networkError('answer_not_json', correlationId, `${text}A proxy or a wrong AUTHORITY does that.`);
}

export function isUnavailable(status: number): boolean {
  return status === 429 || status >= 500;
}

function triedText(config: { tried?: { attempts: number; ms: number } } | undefined): string {
  const { attempts = 1, ms = 0 } = config?.tried ?? {};
  return attempts > 1 ? `, tried ${attempts} times in ${(ms / 1000).toFixed(1)} s` : '';
}

function isCertificateProblem(code: string | undefined): boolean {
  return /CERT|^UNABLE_TO_|^ERR_TLS_/.test(code ?? '');
}
