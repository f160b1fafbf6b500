import { createServer, type RequestListener, type Server } from 'node:http';

export interface LocalServer extends AsyncDisposable {
  url: string;
  server: Server;
}

/** Starts a real HTTP server on a free port of this machine. */
export async function localServer(respond: RequestListener): Promise<LocalServer> {
  const server = createServer(respond);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    server,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
