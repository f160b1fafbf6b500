import type { ServerResponse } from 'node:http';
import { mergePatch } from './merge-patch.ts';

/** Applies changes to the JSON of a successful response, as soon as the endpoint has sent it. */
export function changeBody(response: ServerResponse, changes: object): void {
  const end = response.end.bind(response);
  Object.assign(response, {
    end(chunk?: unknown): ServerResponse {
      const isText = typeof chunk === 'string' || Buffer.isBuffer(chunk);
      if (!isText || response.statusCode >= 400) return end(chunk);
      const body = JSON.stringify(mergePatch(JSON.parse(chunk.toString()), changes));
      if (!response.headersSent) response.setHeader('Content-Length', Buffer.byteLength(body));
      return end(body);
    },
  });
}
