import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';

const wellFormedId = /^[\w-]{8,64}$/;
const probes = new Set(['/healthz', '/readyz']);

/**
 * Logs one line for each response: request ID, method, path, status and milliseconds. It leaves out the query, headers and
 * body, which carry codes, tokens and personal data. Every response carries the request ID as `X-Request-Id`. A
 * client's own ID is untrusted, so it is logged separately, if it is well-formed.
 */
export function requestLog(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const given = req.headers['x-request-id'];
    const clientRequestId = typeof given === 'string' && wellFormedId.test(given) ? given : undefined;
    const requestId = randomUUID();
    res.setHeader('X-Request-Id', requestId);
    if (!logger.isLevelEnabled('fatal')) {
      next();
      return;
    }
    const started = performance.now();
    const { method, originalUrl } = req;
    const path = originalUrl.split('?', 1)[0] ?? '';

    res.once('close', () => {
      const { statusCode: status, writableFinished } = res;
      const ms = Math.round((performance.now() - started) * 10) / 10;
      const line = { requestId, clientRequestId, method, path, status, ms };
      if (probes.has(path)) logger[status >= 500 ? 'warn' : 'debug'](line, 'probed');
      else if (!writableFinished) logger.info(line, 'client disconnected before the response was complete');
      else if (status >= 500) logger.error(line, 'failed');
      else logger.info(line, 'responded');
    });
    next();
  };
}
