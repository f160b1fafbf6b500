import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { Problem } from './problem.ts';
import { StoreUnavailableError } from './todo-store.ts';
import { TenantUnavailableError } from './tenant-keys.ts';

const retryAfterSeconds = 5;

/** Answers every error as a problem; one that nobody foresaw is logged, and told without its detail. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const requestId = response.getHeader('X-Request-Id');
    const problem = toProblem(error);
    if (problem.status >= 500) log.error({ requestId, err: error }, problem.message);
    if (response.headersSent) {
      next(error);
      return;
    }
    response
      .status(problem.status)
      .set(problem.headers)
      .type('application/problem+json')
      .send(
        JSON.stringify({
          type: 'about:blank',
          title: STATUS_CODES[problem.status],
          status: problem.status,
          detail: problem.message,
          code: problem.code,
          reason: problem.reason,
          requestId,
          errors: problem.errors,
        }),
      );
  };
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StoreUnavailableError) return unavailable('The to-dos cannot be reached just now.', error);
  if (error instanceof TenantUnavailableError) return unavailable('The tenant cannot be reached just now.', error);
  return fromExpress(error) ?? new Problem(500, 'internal', 'Something went wrong here.', { cause: error });
}

function unavailable(what: string, cause: Error): Problem {
  const headers = { 'Retry-After': String(retryAfterSeconds) };
  return new Problem(503, 'unavailable', `${what} Try again in a few seconds.`, { cause, headers });
}

/** What Express and its body parser refuse, by their status. */
function fromExpress(error: unknown): Problem | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 413) return new Problem(413, 'too_large', 'The body is larger than 16 kB.');
  if (status === 415) return new Problem(415, 'not_json', 'The body is not JSON in UTF-8.');
  if (status === 400)
    return new Problem(400, 'invalid_body', 'The request cannot be read: its path or its body is malformed.');
  return undefined;
}
