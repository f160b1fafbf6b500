import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';

const REQUEST_ID = /^[\w-]{8,64}$/;
const PROBES = new Set(['/healthz', '/readyz']);

/**
 * Logs one line for each answer: request id, method, path, status and milliseconds. The query, the headers and the body
 * are left out, for they carry codes, tokens and people's data. A well-formed `X-Request-Id` is taken over, and every
 * answer carries it.
 */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    response.setHeader('X-Request-Id', requestId);
    if (!logger.isLevelEnabled('fatal')) {
      next();
      return;
    }
    const started = performance.now();
    const { method, originalUrl } = request;
    const path = originalUrl.split('?', 1)[0] ?? '';

    response.once('close', () => {
      const { statusCode: status, writableFinished } = response;
      const ms = Math.round((performance.now() - started) * 10) / 10;
      const line = { requestId, method, path, status, ms };
      if (PROBES.has(path)) logger[status >= 500 ? 'warn' : 'debug'](line, 'probed');
      else if (!writableFinished) logger.info(line, 'client disconnected before the response was complete');
      else if (status >= 500) logger.error(line, 'failed');
      else logger.info(line, 'answered');
    });
    next();
  };
}
