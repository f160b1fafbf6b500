import type { IncomingMessage, RequestListener, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { createDrain, type Exchange } from './drain.ts';

export interface ConnectionLimits {
  /** Open connections: 2,000. One more closes the one that has been idle longest, or if none is, busy longest. */
  connections?: number;
  /** Requests of one connection that have no response yet: 32. One more closes the connection. */
  requestsPerConnection?: number;
  /** Requests of all connections that wait for an earlier one of theirs: 1,000. One more closes its connection. */
  waitingRequests?: number;
  /** How long a connection with a request may stand still, which is a client that does not read: 60,000 milliseconds. */
  stalledMs?: number;
}

export interface Connections {
  /** Serves the requests of `server`, which may be of `node:http` or `node:https`; call it before `listen`. */
  accept(server: Server): void;
  /** Stops accepting, finishes what is under way, closes connections as they become idle, and after `drainMs` all. */
  drain(drainMs: number): Promise<void>;
}

/**
 * For `createServer`: Node itself responds to what is not HTTP, is too large or never ends (400, 431, 413, 408), and looks for
 * the latter every five seconds. The connection of a load balancer outlasts its idle time-out, or requests meet a closed
 * connection, which is a 502: 240 seconds on Azure, 60 for AWS and nginx.
 */
export const serverOptions: ServerOptions = {
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 245_000,
};

/**
 * Hands requests to `app` within limits. A response whose connection has ended before its turn gets no `close` event from Node, so
 * pipelined requests are handed over one after the other: each response that `app` sees has its socket, and is closed with it.
 *
 * @example
 * const connections = createConnections(app);
 * const server = createServer(serverOptions);
 * connections.accept(server);
 * server.listen(3000);
 */
export function createConnections(app: RequestListener, limits: ConnectionLimits = {}): Connections {
  const { connections = 2_000, requestsPerConnection = 32, waitingRequests = 1_000, stalledMs = 60_000 } = limits;
  const idle = new Set<Socket>();
  const busy = new Map<Socket, Exchange[]>();
  const servers: Server[] = [];
  let waiting = 0;

  const open = (socket: Socket): void => {
    idle.add(socket);
    socket.once('close', () => {
      idle.delete(socket);
      waiting -= Math.max(0, (busy.get(socket)?.length ?? 0) - 1);
      busy.delete(socket);
    });
    if (idle.size + busy.size > connections) longestIdleOrBusy(socket)?.destroy();
  };

  const longestIdleOrBusy = (newcomer: Socket): Socket | undefined => {
    for (const socket of idle) if (socket !== newcomer) return socket;
    return busy.keys().next().value;
  };

  const receive = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    // Node hands over what it had read already, after the connection was closed too.
    if (socket.destroyed) return;
    const exchanges = busy.get(socket);
    if (!exchanges) {
      idle.delete(socket);
      busy.set(socket, [[request, response]]);
      hand(socket, request, response);
    } else if (exchanges.length >= requestsPerConnection || waiting >= waitingRequests) {
      socket.destroy();
    } else {
      waiting += 1;
      exchanges.push([request, response]);
    }
  };

  const hand = (socket: Socket, request: IncomingMessage, response: ServerResponse): void => {
    // A request on a connection that was kept alive may still arrive once the server has stopped accepting.
    if (!servers.some(({ listening }) => listening)) response.setHeader('Connection', 'close');
    app(request, response);
    response.once('close', () => next(socket));
  };

  const next = (socket: Socket): void => {
    const exchanges = busy.get(socket);
    if (!exchanges || socket.destroyed) return;
    exchanges.shift();
    const [first] = exchanges;
    if (first) {
      waiting -= 1;
      hand(socket, ...first);
    } else {
      busy.delete(socket);
      idle.add(socket);
    }
  };

  return {
    accept: (server) => {
      servers.push(server);
      // A backstop that holds before the handshake of TLS as well.
      server.maxConnections = connections + 100;
      server.timeout = stalledMs;
      server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', open);
      server.on('request', receive);
    },
    drain: createDrain(servers, idle, busy),
  };
}
