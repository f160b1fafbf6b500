import type { AxiosResponse } from 'axios';
import { type NetworkErrorCode, triedText } from 'ciam-msal';
import type { Operation } from './command-line.ts';

export type ApiErrorCode = NetworkErrorCode | 'unauthorized' | 'forbidden' | 'refused' | 'unexpected_answer';

/** The API did not do what was asked; the message says why. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  /** What to do about it. */
  readonly advice: string | undefined;

  constructor(code: ApiErrorCode, message: string, advice?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.advice = advice;
  }
}

const pastIfSent: Partial<Record<NetworkErrorCode, true>> = {
  network_broken: true,
  request_aborted: true,
  answer_too_large: true,
};

/** No whole answer came: whether a to-do was added may be unclear then. */
export function unclearError(code: NetworkErrorCode, message: string, op: Operation['op'], cause: unknown): ApiError {
  const unclear =
    op === 'addToDo' && pastIfSent[code]
      ? 'The to-do may have been added all the same: look with --op getToDos.'
      : undefined;
  const fix =
    code === 'network_unreachable' ? 'Is the API running? Check API_ENDPOINT, the network and the proxy.' : undefined;
  return new ApiError(code, `The API: ${message}`, unclear ?? fix, { cause });
}

/** What an answer other than success comes to. */
export function apiError(op: Operation['op'], response: AxiosResponse<unknown>): ApiError {
  const { status } = response;
  const challenge = readChallenge(response);
  const detail = challenge.get('error_description') ?? problemDetail(response.data);
  const said = detail ? `: ${detail}` : '.';
  if (status === 401)
    return new ApiError('unauthorized', `The API did not accept the token${said}`, unauthorizedAdvice(detail));
  if (status === 403)
    return new ApiError('forbidden', `The API refused the call${said}`, forbiddenAdvice(op, challenge));
  const tried = triedText(response.config);
  if (status === 429 || status >= 500) {
    return new ApiError(
      'service_unavailable',
      `The API answered with status ${status}${tried}${said}`,
      'Try again in a moment.',
    );
  }
  if (detail === undefined) return unexpectedAnswer(response);
  return new ApiError('refused', `The API answered with status ${status}${said}`);
}

/** What an answer comes to that is no to-do, such as the page of a proxy. */
export function unexpectedAnswer({ status, headers }: AxiosResponse<unknown>): ApiError {
  const type = String(headers['content-type'] ?? 'no content type');
  const message = `The API answered with status ${status} and something that is no to-do (${type}).`;
  return new ApiError('unexpected_answer', message, 'Check API_ENDPOINT and the proxy.');
}

function unauthorizedAdvice(detail: string | undefined): string {
  const wrongAudience = /aud/i.test(detail ?? '') ? ' SCOPES must name the API that API_ENDPOINT belongs to.' : '';
  return `Check that the daemon and the API are set up for the same tenant and the same API_CLIENT_ID.${wrongAudience}`;
}

function forbiddenAdvice(op: Operation['op'], challenge: Map<string, string>): string | undefined {
  if (challenge.get('error_description')?.includes('ALLOWED_CLIENT_APPS'))
    return 'Add the client ID of the daemon there.';
  const byDefault = op.startsWith('get') ? 'ToDoList.Read.All ToDoList.ReadWrite.All' : 'ToDoList.ReadWrite.All';
  const roles = (challenge.get('scope') ?? byDefault).split(' ').join(' or ');
  return (
    `In the admin center (https://entra.microsoft.com) open App registrations > the daemon > API permissions > ` +
    `Add a permission > My APIs > the API > Application permissions, choose ${roles}, and then "Grant admin consent".`
  );
}

/** The parameters of a Bearer challenge. @see RFC 6750 §3 */
function readChallenge({ headers }: AxiosResponse<unknown>): Map<string, string> {
  const header = String(headers['www-authenticate'] ?? '').slice(0, 4000);
  return new Map(Array.from(header.matchAll(/([\w-]+)="([^"]*)"/g), ([, name = '', value = '']) => [name, value]));
}

/** @see RFC 9457 */
function problemDetail(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { detail, title, errors }: { detail?: unknown; title?: unknown; errors?: unknown } = data;
  const fields = Array.isArray(errors) ? errors.map((field: { detail?: unknown }) => field?.detail) : [];
  const sentences = [detail ?? title, ...fields].filter((text) => typeof text === 'string');
  return sentences.length > 0 ? sentences.join(' ').slice(0, 1000) : undefined;
}
