import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** The emulator cannot listen at the address in its settings. */
export class EmulatorListenError extends Error {
  override readonly name = 'EmulatorListenError';
  readonly code = 'emulator_cannot_listen';
}

/** The emulator would be open to other machines, and no setting says that this is intended. */
export class RemoteHostError extends Error {
  override readonly name = 'RemoteHostError';
  readonly code = 'remote_host';
}

/** How many free ports to try until one is free at both addresses. */
const attempts = 20;
/** The error codes of a machine that lacks the other address. */
const absent = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/**
 * Listens at an address. On loopback it listens at both addresses, because `localhost` may be either.
 *
 * @param create makes a server for each address
 * @throws {EmulatorListenError} when the port is taken or not allowed, or the host is not this machine's
 */
export async function listen(create: () => Server, port: number, host: string): Promise<Listening> {
  const [first, second] = addressesOf(host.replaceAll(/[[\]]/g, ''));
  for (let attempt = 1; ; attempt += 1) {
    const server = create();
    const address = await listenAt(server, port, first);
    const stop = trackConnections(server);
    if (second === undefined) return { port: address.port, close: stop };
    const other = create();
    try {
      await listenAt(other, address.port, second);
      const stopOther = trackConnections(other);
      return { port: address.port, close: async () => void (await Promise.all([stop(), stopOther()])) };
    } catch (error) {
      if (absent.has(causeCode(error))) return { port: address.port, close: stop };
      await stop();
      if (port !== 0 || causeCode(error) !== 'EADDRINUSE' || attempt === attempts) throw error;
    }
  }
}

export interface Listening {
  port: number;
  /** Stops listening and closes all connections. */
  close: () => Promise<void>;
}

function addressesOf(host: string): [string, string?] {
  if (host === 'localhost' || host === '127.0.0.1') return ['127.0.0.1', '::1'];
  return host === '::1' ? ['::1', '127.0.0.1'] : [host];
}

function listenAt(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(new EmulatorListenError(explain(cause, port, host), { cause }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      if (address && typeof address === 'object') resolve(address);
    });
  });
}

function causeCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

function explain({ code = 'unknown' }: NodeJS.ErrnoException, port: number, host: string): string {
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `${host} is not an address of this machine. Set --host to one that is.`;
  }
  const why = code === 'EADDRINUSE' ? 'is already in use' : `cannot be used (${code})`;
  const at = host.includes(':') ? `[${host}]` : host;
  return `${at}:${port} ${why}. Set EMULATOR_PORT or --port to a free port.`;
}

/** @returns a function that closes a server and all its connections, including those without a request */
function trackConnections(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
}
