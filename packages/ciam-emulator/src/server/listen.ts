import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** The emulator cannot listen where it was told to. */
export class EmulatorListenError extends Error {
  override readonly name = 'EmulatorListenError';
  readonly code = 'emulator_cannot_listen';
}

/** Other machines would be let in, and nobody has said that this is meant. */
export class RemoteHostError extends Error {
  override readonly name = 'RemoteHostError';
  readonly code = 'remote_host';
}

/** @throws EmulatorListenError when the port is taken or not allowed, or the host is not this machine's. */
export function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(new EmulatorListenError(explain(cause, port, host), { cause }));
    });
    server.listen(port, host.replaceAll(/[[\]]/g, ''), () => {
      const address = server.address();
      if (address && typeof address === 'object') resolve(address);
    });
  });
}

function explain({ code, message }: NodeJS.ErrnoException, port: number, host: string): string {
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `${host} is not an address of this machine. Give ciam-emulator one that is with --host.`;
  }
  const why = code === 'EADDRINUSE' ? 'is already in use' : `cannot be used (${code ?? message})`;
  return `${host}:${port} ${why}. Set EMULATOR_PORT to a free port, or give ciam-emulator one with --port.`;
}

/** Keeps count of a server's connections, those included that have not asked for anything yet. */
export function trackConnections(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

/** Stops listening and hangs up on everybody. */
export function stop(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
