import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';

const REQUEST_ID = /^[\w-]{8,64}$/;
const PROBES = new Set(['/healthz', '/readyz']);

/**
 * Logs one line for each answer: request id, method, path, status and milliseconds. The query, the headers and the body
 * are left out, for they carry codes, tokens and people's data. A well-formed `X-Request-Id` is taken over, and every
 * answer carries it. `request.log` is the logger with that id.
 */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    // The logger's own error serializer stands; pino-http would add the error's other fields.
    wrapSerializers: false,
    quietReqLogger: true,
    quietResLogger: true,
    customAttributeKeys: { reqId: 'requestId', responseTime: 'ms' },
    genReqId(request, response) {
      const given = request.headers['x-request-id'];
      const id = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
      response.setHeader('X-Request-Id', id);
      return id;
    },
    customLogLevel(request, response, error) {
      if (error || response.statusCode >= 500) return 'error';
      return PROBES.has(pathOf(request)) ? 'debug' : 'info';
    },
    customSuccessObject: (request, response, { ms }) => line(request, response, ms),
    customErrorObject: (request, response, _error, { ms }) => line(request, response, ms),
    customSuccessMessage: () => 'answered',
    customErrorMessage: () => 'failed',
  });
}

function line(request: IncomingMessage, response: ServerResponse, ms: unknown): object {
  const { statusCode, writableFinished } = response;
  const aborted = writableFinished ? {} : { aborted: true };
  return { method: request.method, path: pathOf(request), status: statusCode, ms, ...aborted };
}

function pathOf(request: IncomingMessage): string {
  const url = 'originalUrl' in request && typeof request.originalUrl === 'string' ? request.originalUrl : request.url;
  return url?.split('?', 1)[0] ?? '';
}
