import { Arrivals } from './arrivals.ts';

/** A request as the tenant received it, with secrets masked. */
export interface SeenRequest {
  /** ISO 8601, by the tenant's clock. */
  time: string;
  method: string;
  path: string;
  query: Record<string, string>;
  form: Record<string, string>;
  headers: Record<string, string>;
  /** 0 when the connection ended before a response. */
  status: number;
}

export interface RequestFilter {
  method?: string | undefined;
  /** The end of the path, such as `/token`. */
  path?: string | undefined;
}

const capacity = 1000;
const secretFields = new Set([
  'client_secret',
  'client_assertion',
  'assertion',
  'password',
  'newpassword',
  'confirmpassword',
  'code',
  'code_verifier',
  'device_code',
  'refresh_token',
  'id_token_hint',
  'authorization',
  'cookie',
]);

export function maskSecrets(fields: Iterable<[string, string]>): Record<string, string> {
  const masked = [...fields].map(([name, value]): [string, string] => [
    name,
    secretFields.has(name.toLowerCase()) && value ? '***' : value,
  ]);
  return Object.fromEntries(masked);
}

/** How many characters of a form are kept. Node.js already limits the path, the query and the headers. */
const maxFormLength = 16_384;

/** Returns the first fields of a form, up to the limit. */
function truncated(form: Record<string, string>): Record<string, string> {
  let left = maxFormLength;
  const kept = Object.entries(form).flatMap(([name, value]) => {
    const field = [name.slice(0, left), value.slice(0, Math.max(0, left - name.length))];
    left -= name.length + value.length;
    return field[0] === '' ? [] : [field];
  });
  return Object.fromEntries(kept);
}

/** The last thousand requests, oldest first. */
export class RequestLog {
  #requests: SeenRequest[] = [];
  readonly #arrivals = new Arrivals<SeenRequest>();

  get list(): readonly SeenRequest[] {
    return this.#requests;
  }

  add(request: SeenRequest): void {
    this.#requests.push({ ...request, form: truncated(request.form) });
    if (this.#requests.length > capacity) this.#requests.shift();
    this.#arrivals.announce(request);
  }

  clear(): void {
    this.#requests = [];
  }

  /**
   * Waits for the next request that matches, until the tenant has responded to it.
   *
   * @throws {WaitTimeoutError} after `timeoutMs` milliseconds
   */
  next(filter: RequestFilter = {}, timeoutMs?: number): Promise<SeenRequest> {
    const { method = 'of any method', path = 'any path' } = filter;
    return this.#arrivals.next(`request ${method} to ${path}`, (request) => matches(request, filter), timeoutMs);
  }
}

function matches(request: SeenRequest, { method, path }: RequestFilter): boolean {
  return (method === undefined || request.method === method) && (path === undefined || request.path.endsWith(path));
}
