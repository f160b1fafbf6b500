import { IncomingMessage, type RequestListener, type ServerOptions, ServerResponse } from 'node:http';
import type { Express } from 'express';

/**
 * Options for `createServer` that create requests and responses with the prototypes of an Express app. Otherwise,
 * Express changes the prototypes of each of them. Before Node 24, each then has a hidden class of its own, so that every
 * access to a property misses V8's inline caches, and the app needs up to twice the CPU time.
 */
export function expressMessages(app: RequestListener): Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'> {
  if (!isExpress(app)) return {};
  class Request extends IncomingMessage {}
  class Response<T extends IncomingMessage> extends ServerResponse<T> {}
  app.request = Object.setPrototypeOf(Request.prototype, app.request);
  app.response = Object.setPrototypeOf(Response.prototype, app.response);
  return { IncomingMessage: Request, ServerResponse: Response };
}

function isExpress(app: RequestListener): app is Express {
  return 'request' in app && 'response' in app;
}
