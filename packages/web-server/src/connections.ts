import type { IncomingMessage, RequestListener, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { createDrain, type Exchange } from './drain.ts';

export interface ConnectionLimits {
  /**
   * Maximum number of open connections. Beyond it, the server closes the connection that has waited longest for its TLS
   * handshake or, if there is none, the longest idle or else the longest busy one. Default: 2,000.
   */
  connections?: number;
  /** Maximum number of pending requests on one connection. One more closes the connection. Default: 32. */
  requestsPerConnection?: number;
  /**
   * Maximum number of requests, over all connections, that wait for an earlier request of their connection. One
   * more closes its connection. Default: 1,000.
   */
  waitingRequests?: number;
  /**
   * How long a connection may stall during a request, as when a client does not read. In milliseconds. Default: 60,000.
   */
  stalledMs?: number;
  /** Receives how many requests still waited for their turn when their connection closed. `app` never sees them. */
  onAbandoned?: (requests: number) => void;
}

export interface Connections {
  /** Serves the requests of `server`, from `node:http` or `node:https`. Call it before `listen`. */
  accept(server: Server): void;
  /**
   * Stops accepting, lets running responses finish, closes connections that stay idle for 300 milliseconds or become
   * idle later, and closes the rest after `drainMs` milliseconds.
   */
  drain(drainMs: number): Promise<void>;
}

/**
 * Options for `createServer`. Node itself rejects requests that are not HTTP, too large or never complete (400, 431,
 * 413, 408), and checks for the last every five seconds. Connections outlast the idle time-out of load balancers (240
 * seconds on Azure, 60 on AWS and nginx); otherwise a request could meet a closed connection and get a 502.
 */
export const serverOptions: ServerOptions = {
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 245_000,
};

/**
 * Passes requests to `app` within limits. Node emits no `close` event for a pipelined response whose connection ends
 * before its turn, so pipelined requests are passed on one at a time: every response that `app` sees has its socket and
 * closes with it.
 *
 * @example
 * const connections = createConnections(app);
 * const server = createServer(serverOptions);
 * connections.accept(server);
 * server.listen(3000);
 */
export function createConnections(app: RequestListener, limits: ConnectionLimits = {}): Connections {
  const { connections = 2_000, requestsPerConnection = 32, waitingRequests = 1_000, stalledMs = 60_000 } = limits;
  /** TCP connections before the end of their TLS handshake, by the client's address and port. */
  const handshaking = new Map<string, Socket>();
  const idle = new Set<Socket>();
  const busy = new Map<Socket, Exchange[]>();
  const servers: Server[] = [];
  let waiting = 0;

  const startHandshake = (socket: Socket): void => {
    const client = clientOf(socket);
    handshaking.set(client, socket);
    socket.once('close', () => {
      if (handshaking.get(client) === socket) handshaking.delete(client);
    });
    makeRoom(socket);
  };

  const endHandshake = (socket: Socket): void => {
    handshaking.delete(clientOf(socket));
    open(socket);
  };

  const open = (socket: Socket): void => {
    idle.add(socket);
    socket.once('close', () => {
      idle.delete(socket);
      const abandoned = Math.max(0, (busy.get(socket)?.length ?? 0) - 1);
      waiting -= abandoned;
      busy.delete(socket);
      if (abandoned > 0) limits.onAbandoned?.(abandoned);
    });
    makeRoom(socket);
  };

  const makeRoom = (newcomer: Socket): void => {
    if (handshaking.size + idle.size + busy.size > connections) firstToClose(newcomer)?.destroy();
  };

  const firstToClose = (newcomer: Socket): Socket | undefined => {
    for (const open of [handshaking.values(), idle]) {
      for (const socket of open) if (socket !== newcomer) return socket;
    }
    return busy.keys().next().value;
  };

  const receive = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    // Node also emits requests that it had read before the connection closed.
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
    // A kept-alive connection may still send a request after the server has stopped accepting.
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
      // A backstop.
      server.maxConnections = connections + 100;
      server.timeout = stalledMs;
      if (server instanceof TlsServer) server.on('connection', startHandshake).on('secureConnection', endHandshake);
      else server.on('connection', open);
      server.on('request', receive);
    },
    drain: createDrain(servers, handshaking, idle, busy),
  };
}

/** The TLS connection and the TCP connection below it have this in common. */
function clientOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
