import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a program and a PostgreSQL server of this machine, and can be cut or fall silent. */
export interface Link extends AsyncDisposable {
  /** `url` as it is reached through the link. */
  through(url: string): string;
  /** Breaks every connection and refuses new ones. */
  cut(): void;
  /** Accepts connections and passes nothing on. */
  silence(): void;
  /** Breaks every connection and leads new ones on, to another server when a port is given, as an address that moves does. */
  restore(to?: number): void;
}

export async function createLink(to = 5432): Promise<Link> {
  let target = to;
  let state: 'whole' | 'cut' | 'silent' = 'whole';
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const server: Server = createServer((client) => {
    keep(client);
    if (state === 'cut') client.destroy();
    if (state !== 'whole') return;
    const upstream = keep(connect(target, '127.0.0.1'));
    upstream.on('data', (data) => state === 'whole' && client.write(data)).on('close', () => client.destroy());
    client.on('data', (data) => state === 'whole' && upstream.write(data)).on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    through: (url) => url.replace(/:\d+\//, `:${port}/`),
    cut: () => {
      state = 'cut';
      breakAll();
    },
    silence: () => {
      state = 'silent';
    },
    restore: (another = target) => {
      target = another;
      state = 'whole';
      breakAll();
    },
    [Symbol.asyncDispose]: async () => {
      breakAll();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
