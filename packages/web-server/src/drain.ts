import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

export type Exchange = [request: IncomingMessage, response: ServerResponse];

const sweepMs = 50;

/** A balancer sends the request at once; browsers open connections in advance, and send nothing. */
const onItsWayMs = 300;

/**
 * Returns a function that stops the servers: it stops accepting, lets running responses finish, closes connections that
 * stay idle for 300 milliseconds or become idle later, and closes the rest after `drainMs`.
 */
export function createDrain(
  servers: readonly Server[],
  handshaking: ReadonlyMap<string, Socket>,
  idle: ReadonlySet<Socket>,
  busy: ReadonlyMap<Socket, Exchange[]>,
): (drainMs: number) => Promise<void> {
  return async (drainMs) => {
    const closed = Promise.all(
      servers.map(
        (server) =>
          new Promise<void>((resolve) => {
            // Unlike `server.close`, it leaves idle connections open, on which a request may be on its way.
            NetServer.prototype.close.call(server, () => resolve());
          }),
      ),
    );
    for (const exchanges of busy.values()) {
      for (const [, response] of exchanges) if (!response.headersSent) response.setHeader('Connection', 'close');
    }
    let sweep: NodeJS.Timeout | undefined;
    const wait = setTimeout(() => {
      // Some versions of Node do not count a connection as idle before its first request.
      for (const open of [handshaking.values(), idle]) {
        for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
      }
      sweep = setInterval(() => {
        for (const server of servers) server.closeIdleConnections();
      }, sweepMs);
    }, onItsWayMs);
    const deadline = setTimeout(() => {
      // Node does not count a connection before the end of its TLS handshake.
      for (const socket of handshaking.values()) socket.destroy();
      for (const server of servers) server.closeAllConnections();
    }, drainMs);
    await closed;
    clearTimeout(wait);
    clearInterval(sweep);
    clearTimeout(deadline);
    // Stops what `node:http` still does for its connections; the servers listen no more.
    for (const server of servers) server.close();
  };
}
