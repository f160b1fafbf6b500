import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { Logger } from 'pino';
import { createConnections, serverOptions, type Connections } from './connections.ts';
import { expressMessages } from './express-messages.ts';
import { forPathsOnly } from './request-target.ts';

export interface ListenOptions {
  /** 0 means any free port. */
  port: number;
  /** Default: all interfaces. */
  host?: string | undefined;
  /** The environment variable that sets the port, for error messages. */
  portSetting?: string;
  /** Logs requests that the app never sees, because their connection closed while they waited. */
  log?: Logger;
}

export interface ListeningServer {
  /** The URL to open, without a trailing slash. The host is `localhost` for loopback and for all interfaces. */
  url: string;
  port: number;
  /**
   * Lets requests in flight finish for at most `drainMs` milliseconds (default: 7,000), then closes all connections.
   */
  close(options?: { drainMs?: number }): Promise<void>;
}

/** The server cannot listen. `code` is that of the system, such as `EADDRINUSE`. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code: string;

  constructor(message: string, code: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Leaves time to close the database and flush the log within the ten seconds of `closeOnSignal`. */
const defaultDrainMs = 7_000;

/**
 * Serves `app` over HTTP. On loopback it listens on both 127.0.0.1 and ::1; otherwise a browser that opens `localhost`
 * may reach another program.
 *
 * @throws {ListenError} when the port is in use or not permitted, or the host is not an address of this machine. The
 * message names the setting to change.
 */
export async function listen(app: RequestListener, options: ListenOptions): Promise<ListeningServer> {
  const { log } = options;
  const connections = createConnections(forPathsOnly(app), {
    onAbandoned: (requests) => log?.info({ requests }, 'A connection closed before its waiting requests were handled.'),
  });
  const port = await listenOn(connections, { ...serverOptions, ...expressMessages(app) }, options);
  let closing: Promise<void> | undefined;
  return {
    url: `http://${displayHost(options.host)}:${port}`,
    port,
    close: ({ drainMs = defaultDrainMs } = {}) => (closing ??= connections.drain(drainMs)),
  };
}

const loopback = ['127.0.0.1', '::1'];
/** How many free ports to try if a port is free on 127.0.0.1 but not on ::1. */
const attempts = 10;

/** Opens the same port on every address of `host`. */
async function listenOn(connections: Connections, httpOptions: ServerOptions, options: ListenOptions): Promise<number> {
  const { host } = options;
  const hosts = host === 'localhost' || (host && loopback.includes(host)) ? loopback : [host];
  for (let attempt = 1; ; attempt++) {
    const servers: Server[] = [];
    try {
      let { port } = options;
      for (const address of hosts) {
        const server = await open(connections, httpOptions, { ...options, port, host: address }).catch(
          (error: unknown) => {
            if (servers.length > 0 && isMissingAddress(error)) return undefined;
            throw error;
          },
        );
        if (!server) continue;
        servers.push(server);
        port = boundPort(server);
      }
      return port;
    } catch (error) {
      for (const server of servers) server.close().closeAllConnections();
      const mayTryAgain = options.port === 0 && attempt < attempts;
      if (!(mayTryAgain && error instanceof ListenError && error.code === 'EADDRINUSE')) throw error;
    }
  }
}

async function open(connections: Connections, httpOptions: ServerOptions, options: ListenOptions): Promise<Server> {
  const server = createServer(httpOptions);
  connections.accept(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, options)));
    server.listen(options.port, options.host, resolve);
  });
  return server;
}

/** Whether the machine lacks the address, for example because it has no IPv6. */
function isMissingAddress(error: unknown): boolean {
  return error instanceof ListenError && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(error.code);
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
  const where = host ? `${host.includes(':') ? `[${host}]` : host}:${port}` : `port ${port}`;
  const messages: Record<string, string> = {
    EADDRINUSE: `${where} is in use by another program. Stop it, or set ${portSetting} to a free port.`,
    EACCES:
      port < 1024
        ? `This user may not listen on ${where}. Set ${portSetting} to 1024 or above.`
        : `The system does not let this program listen on ${where}. Windows may have reserved the port (to list such ports: netsh interface ipv4 show excludedportrange protocol=tcp). Set ${portSetting} to another port.`,
    EADDRNOTAVAIL: `${host} is not an address of this machine. Set HOST to one that is, such as 127.0.0.1.`,
    ENOTFOUND: `The host name ${host} is unknown. Set HOST to an address of this machine, such as 127.0.0.1.`,
  };
  return new ListenError(
    messages[code] ?? `This program cannot listen on ${where} (${code}). Set ${portSetting} or HOST to another value.`,
    code,
    error,
  );
}
