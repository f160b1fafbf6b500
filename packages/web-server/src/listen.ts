import { createServer, type RequestListener, type Server } from 'node:http';
import { createConnections, serverOptions } from './connections.ts';
import { forPathsOnly } from './request-target.ts';

export interface ListenOptions {
  /** 0 takes any free port. */
  port: number;
  /** Absent listens on all interfaces. */
  host?: string | undefined;
  /** The environment variable that sets the port; named when the port cannot be had. */
  portSetting?: string;
}

export interface ListeningServer {
  /** The address to open, without a trailing slash; `localhost` for loopback and for all interfaces. */
  url: string;
  port: number;
  /** Lets requests in flight finish, for at most `drainMs` milliseconds (7,000), then closes what is left. */
  close(options?: { drainMs?: number }): Promise<void>;
}

export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code: string;

  constructor(message: string, code: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Leaves time to close the database and to flush the log within the ten seconds of `closeOnSignal`. */
const defaultDrainMs = 7_000;

/**
 * Serves `app` over HTTP.
 * @throws {ListenError} when the port is taken or may not be used, or the host is not this machine's; its message names the setting to change
 */
export async function listen(app: RequestListener, options: ListenOptions): Promise<ListeningServer> {
  const connections = createConnections(forPathsOnly(app));
  const server = createServer(serverOptions);
  connections.accept(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, options)));
    server.listen(options.port, options.host, resolve);
  });

  const port = boundPort(server);
  let closing: Promise<void> | undefined;
  return {
    url: `http://${displayHost(options.host)}:${port}`,
    port,
    close: ({ drainMs = defaultDrainMs } = {}) => (closing ??= connections.drain(drainMs)),
  };
}

function boundPort(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function displayHost(host: string | undefined): string {
  if (!host || ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function listenError(error: NodeJS.ErrnoException, { port, host, portSetting = 'PORT' }: ListenOptions): Error {
  const code = error.code ?? 'unknown';
  const where = host ? `${host}:${port}` : `port ${port}`;
  const messages: Record<string, string> = {
    EADDRINUSE: `${where} is in use by another program. Stop it, or set ${portSetting} to a free port.`,
    EACCES: `This user may not listen on ${where}. Set ${portSetting} to a port of 1024 or above.`,
    EADDRNOTAVAIL: `${host} is not an address of this machine. Set HOST to one that is, such as 127.0.0.1.`,
    ENOTFOUND: `The host name ${host} is not known. Set HOST to an address of this machine, such as 127.0.0.1.`,
  };
  return new ListenError(messages[code] ?? `Could not listen on ${where}: ${error.message}`, code, error);
}
