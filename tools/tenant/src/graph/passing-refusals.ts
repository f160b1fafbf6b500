import type { AxiosResponse } from 'axios';

/** The body of an error response. @see https://learn.microsoft.com/graph/errors */
interface Failure {
  error?: { code?: string; message?: string; innerError?: { 'request-id'?: string } };
}

interface Reason {
  code: string | undefined;
  message: string;
  requestId: string | undefined;
}

/**
 * Refusals that pass by themselves, in Graph's words: another client is writing, or a replica does not know a new
 * object yet.
 */
const passing: readonly { status: number; text: RegExp }[] = [
  { status: 409, text: /ConcurrencyViolation|concurren|wait briefly and retry/i },
  { status: 403, text: /backing application of the service principal being created must/i },
  { status: 400, text: /does not reference a valid application object/i },
  { status: 400, text: /not a valid reference update/i },
  { status: 400, text: /does not exist or one of its queried reference-property objects are not present/i },
  { status: 400, text: /the application id '[^']*' is invalid/i },
  { status: 400, text: /permission being assigned was not found on application/i },
  { status: 400, text: /AADB2C90063/ },
  { status: 424, text: /^/ },
];

/** Whether the same request will succeed later. */
export function passesByItself(response: AxiosResponse): boolean {
  const { status } = response;
  const { code, message } = reasonOf(response);
  if (status === 404) return namesWhatIsThere(response);
  return passing.some((refusal) => refusal.status === status && refusal.text.test(`${code}: ${message}`));
}

/**
 * Whether the requested object must exist: one with an ID was found or created moments ago, and every tenant has an
 * organization.
 */
function namesWhatIsThere({ config: { method, url = '' } }: AxiosResponse): boolean {
  const path = new URL(url).pathname;
  // The branding may be missing.
  if (path.endsWith('/branding')) return false;
  return method?.toUpperCase() !== 'GET' || /\/[0-9a-f]{8}-[0-9a-f-]{27}/.test(path) || path.endsWith('/organization');
}

export function reasonOf({ data }: AxiosResponse<Failure | string | undefined>): Reason {
  // A proxy may respond with HTML.
  const error = typeof data === 'object' ? data.error : undefined;
  return { code: error?.code, message: error?.message ?? '', requestId: error?.innerError?.['request-id'] };
}
