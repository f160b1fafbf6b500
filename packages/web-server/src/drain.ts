import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export type Exchange = [request: IncomingMessage, response: ServerResponse];

const sweepMs = 50;

/** A balancer sends the request at once; browsers open connections in advance, and send nothing. */
const firstRequestMs = 300;

/**
 * Returns a function that stops the servers: it stops accepting, lets running responses finish, closes connections as
 * they become idle, and closes the rest after `drainMs`.
 */
export function createDrain(
  servers: readonly Server[],
  idle: ReadonlySet<Socket>,
  busy: ReadonlyMap<Socket, Exchange[]>,
): (drainMs: number) => Promise<void> {
  return async (drainMs) => {
    const closed = Promise.all(
      servers.map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => resolve());
          }),
      ),
    );
    for (const exchanges of busy.values()) {
      for (const [, response] of exchanges) if (!response.headersSent) response.setHeader('Connection', 'close');
    }
    // Node does not count a connection as idle before its first request, which may be on its way.
    const unused = setTimeout(() => {
      for (const socket of idle) if (socket.bytesRead === 0) socket.destroy();
    }, firstRequestMs);

    // `server.close` closes idle connections only once; others become idle later.
    const sweep = setInterval(() => {
      for (const server of servers) server.closeIdleConnections();
    }, sweepMs);
    const deadline = setTimeout(() => {
      for (const server of servers) server.closeAllConnections();
    }, drainMs);
    await closed;
    clearTimeout(unused);
    clearInterval(sweep);
    clearTimeout(deadline);
  };
}
