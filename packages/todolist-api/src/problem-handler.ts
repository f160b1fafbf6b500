import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { Problem } from './problem.ts';
import { StoreUnavailableError } from './store-unavailable-error.ts';
import { TenantUnavailableError } from './tenant-keys.ts';

/** The Retry-After of an outage that passes by itself, and of one that needs a change. */
const retryAfterSeconds = { passing: 5, lasting: 60 };

/** Sends every error as a problem. An unexpected error is logged and sent without its detail. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, _req, res, _next) => {
    const requestId = res.getHeader('X-Request-Id');
    const problem = toProblem(error);
    if (problem.status >= 500) log.error({ requestId, err: error }, problem.message);
    if (res.headersSent) {
      // Express would print the error's stack past the log.
      if (!res.writableEnded) res.destroy();
      return;
    }
    res
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
  if (error instanceof StoreUnavailableError) {
    if (error.code === 'store_unavailable')
      return unavailable(`The to-dos cannot be reached at the moment. ${again}`, error);
    return unavailable(lasting, error, retryAfterSeconds.lasting);
  }
  if (error instanceof TenantUnavailableError)
    return unavailable(`The tenant cannot be reached at the moment. ${again}`, error);
  return fromExpress(error) ?? new Problem(500, 'internal', 'Something went wrong in the API.', { cause: error });
}

const again = 'Try again in a few seconds.';
const lasting = 'The to-dos cannot be reached until the database or the settings of this API are changed. See /readyz.';

function unavailable(detail: string, cause: Error, seconds = retryAfterSeconds.passing): Problem {
  return new Problem(503, 'unavailable', detail, { cause, headers: { 'Retry-After': String(seconds) } });
}

/** Converts the errors of Express and its body parser, by their status. */
function fromExpress(error: unknown): Problem | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 413) return new Problem(413, 'too_large', 'The body is larger than 16 kB.');
  if (status === 415) return new Problem(415, 'not_json', 'The body is not JSON in UTF-8.');
  if (status === 400)
    return new Problem(400, 'invalid_body', 'The request cannot be read: its path or its body is malformed.');
  return undefined;
}
