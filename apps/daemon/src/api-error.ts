import type { AxiosResponse } from 'axios';
import { type NetworkErrorCode, retryAfterMs, triedText } from 'ciam-msal';
import type { Operation } from './command-line.ts';

export type ApiErrorCode = NetworkErrorCode | 'unauthorized' | 'forbidden' | 'refused' | 'unexpected_response';

/** The API did not do what was asked; the message says why. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  /** What to do about it. */
  readonly fix: string | undefined;

  constructor(code: ApiErrorCode, message: string, fix?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.fix = fix;
  }
}

/** What a call without a whole response comes to. */
export function noResponse(code: NetworkErrorCode, message: string, op: Operation['op'], cause: unknown): ApiError {
  return new ApiError(code, `The API did not respond: ${message}`, fixWithoutResponse(code, op), { cause });
}

function fixWithoutResponse(code: NetworkErrorCode, op: Operation['op']): string | undefined {
  if (code === 'network_unreachable') return 'Is the API running? Check API_ENDPOINT, the network and the proxy.';
  const wasSent = code !== 'network_certificate';
  return op === 'addToDo' && wasSent
    ? 'The to-do may have been added all the same: look with --op getToDos.'
    : undefined;
}

/** What a response other than success comes to. */
export function apiError(op: Operation['op'], response: AxiosResponse<unknown>): ApiError {
  const { status } = response;
  const challenge = readChallenge(response);
  const detail = challenge.get('error_description') ?? problemDetail(response.data);
  const said = detail ? `: ${detail}` : '.';
  const tried = triedText(response.config);
  if (status === 401 || status === 403) {
    const code = status === 401 ? 'unauthorized' : 'forbidden';
    return new ApiError(
      code,
      `The API refused the token, with status ${status}${said}`,
      fixOnRefusal(op, status, challenge),
    );
  }
  if (status === 429 || status >= 500) {
    const seconds = Math.ceil(retryAfterMs(response.headers['retry-after']) / 1000);
    return new ApiError(
      'service_unavailable',
      `The API answered with status ${status}${tried}${said}`,
      seconds > 0 ? `Try again in ${seconds} seconds.` : 'Try again in a moment.',
    );
  }
  return detail
    ? new ApiError('refused', `The API answered with status ${status}${said}`)
    : unexpectedResponse(response);
}

/** What a response comes to that is no to-do, such as the page of a proxy. */
export function unexpectedResponse({ status, headers }: AxiosResponse<unknown>): ApiError {
  const type = String(headers['content-type'] ?? 'no content type');
  const message = `The API answered with status ${status} and something that is no to-do (${type}).`;
  return new ApiError('unexpected_response', message, 'Check API_ENDPOINT and the proxy.');
}

function fixOnRefusal(op: Operation['op'], status: number, challenge: Map<string, string>): string {
  const description = challenge.get('error_description') ?? '';
  if (description.includes('ALLOWED_CLIENT_APPS')) return 'Add the client ID of the daemon there.';
  if (status === 401 && !description.includes('role')) {
    return 'SCOPES or API_CLIENT_ID must name the API that answers at API_ENDPOINT, and both must be of the same tenant.';
  }
  const byDefault = op.startsWith('get') ? 'ToDoList.Read.All ToDoList.ReadWrite.All' : 'ToDoList.ReadWrite.All';
  const roles = (challenge.get('scope') ?? byDefault).split(' ').join(' or ');
  return (
    'In the admin center (https://entra.microsoft.com) open App registrations > the daemon > API permissions > ' +
    `Add a permission > My APIs > the API > Application permissions, choose ${roles}, then "Grant admin consent".`
  );
}

/** The parameters of a Bearer challenge. @see RFC 6750 §3 */
function readChallenge({ headers }: AxiosResponse<unknown>): Map<string, string> {
  const header = String(headers['www-authenticate'] ?? '').slice(0, 4000);
  return new Map(Array.from(header.matchAll(/([\w-]+)="([^"]*)"/g), ([, name = '', value = '']) => [name, value]));
}

/**
 * What a problem says. Its detail may already hold what is wrong with each field, as the ToDoList API's does.
 *
 * @see RFC 9457
 */
function problemDetail(data: unknown): string | undefined {
  if (!isRecord(data)) return undefined;
  const { detail, title, errors } = data;
  const fields = Array.isArray(errors)
    ? errors.map((field: unknown) => (isRecord(field) ? field['detail'] : undefined))
    : [];
  const sentences = [detail ?? title, ...fields]
    .filter((text) => typeof text === 'string')
    .filter((text, index, [first = '']) => index === 0 || !first.includes(text));
  return sentences.length > 0 ? sentences.join(' ').slice(0, 1000) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
