import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** What stands in front of an app, as a reverse proxy or a load balancer does. */
export interface Front extends AsyncDisposable {
  /** `http://localhost:<port>` */
  origin: string;
  port: number;
}

export interface FrontRules {
  /** The port of the instance that takes the next request. */
  next: (req: IncomingMessage) => number;
  /** Responds instead of the app when it returns true. */
  instead?: (req: IncomingMessage, res: ServerResponse) => boolean;
  /** Changes the headers that go to the app. */
  toApp?: (req: IncomingMessage) => void;
  /** Changes the `Set-Cookie` lines that go to the browser. */
  cookies?: (lines: string[], req: IncomingMessage) => string[];
}

/** Passes requests on by `rules`, which may be changed while it runs. */
export async function startFront(rules: FrontRules): Promise<Front> {
  const server = createServer((req, res) => {
    if (rules.instead?.(req, res) === true) return;
    rules.toApp?.(req);
    const { method, url, headers } = req;
    const onward = request(
      { host: '127.0.0.1', port: rules.next(req), agent: false, method, path: url, headers },
      (response) => {
        const cookies = response.headers['set-cookie'];
        if (cookies && rules.cookies) response.headers['set-cookie'] = rules.cookies(cookies, req);
        res.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(res);
      },
    );
    onward.on('error', () => res.writeHead(502).end());
    req.pipe(onward);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return {
    origin: `http://localhost:${address.port}`,
    port: address.port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
