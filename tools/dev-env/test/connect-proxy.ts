import { connect } from 'node:net';
import { localServer, type LocalServer } from 'test-support';

export interface ConnectProxy extends LocalServer {
  /** The `host:port` of each CONNECT, in order. */
  asked: string[];
}

/** An HTTPS proxy that takes every CONNECT to one port of this machine, whatever host was asked for. */
export async function connectProxy(targetPort: number): Promise<ConnectProxy> {
  const asked: string[] = [];
  const local = await localServer((_, response) => response.writeHead(405).end());
  local.server.on('connect', (request, client, head) => {
    asked.push(request.url ?? '');
    const target = connect(targetPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.write(head);
      target.pipe(client).pipe(target);
    });
    const end = (): void => {
      client.destroy();
      target.destroy();
    };
    target.on('error', end).on('close', end);
    client.on('error', end).on('close', end);
  });
  return { ...local, asked };
}
