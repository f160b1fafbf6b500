import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const sweepMs = 50;

/**
 * Watches a server from its start, and returns what ends it: stop accepting, let answers under way finish, close
 * connections as they become idle, and after `drainMs` close everything.
 */
export function prepareDrain(server: Server): (drainMs: number) => Promise<void> {
  const sockets = new Set<Socket>();
  const underWay = new Set<ServerResponse>();

  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.prependListener('request', (_request, response: ServerResponse) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    // A request on a connection that was kept alive may still arrive once the server has stopped accepting.
    if (!server.listening) response.setHeader('Connection', 'close');
  });

  return async (drainMs) => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const response of underWay) if (!response.headersSent) response.setHeader('Connection', 'close');
    // Node does not count a connection as idle before its first request, and browsers open some ahead of need.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();

    // `server.close` looks for idle connections once; a connection may become idle later.
    const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
    const deadline = setTimeout(() => server.closeAllConnections(), drainMs);
    await closed;
    clearInterval(sweep);
    clearTimeout(deadline);
  };
}
