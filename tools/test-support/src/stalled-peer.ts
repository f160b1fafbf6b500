import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** The stages of a request at which a peer stops responding but stays connected. */
export const stages = ['connect', 'CONNECT', 'TLS', 'headers', 'body'] as const;

interface StalledPeer extends AsyncDisposable {
  port: number;
  /** Whether the peer acts as a proxy (`HTTPS_PROXY`) or a server. */
  isProxy: boolean;
}

/** What the peer sends before it stalls. */
const sent: Record<'CONNECT' | 'TLS' | 'headers' | 'body', string> = {
  CONNECT: '',
  TLS: 'HTTP/1.1 200 Connection established\r\n\r\n',
  headers: '',
  body: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"',
};

/** Starts a peer on this machine that stalls at one stage of a request. */
export async function stalledPeer(stage: (typeof stages)[number]): Promise<StalledPeer> {
  if (stage === 'connect') return unconnectable();
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined).once('data', () => socket.write(sent[stage]));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    isProxy: stage === 'CONNECT' || stage === 'TLS',
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Starts a process that accepts no connections and whose queue is full, so that further connections wait. */
async function unconnectable(): Promise<StalledPeer> {
  const code = `require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {
    console.log(this.address().port);
  })`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
  });
  child.kill('SIGSTOP');
  const queue = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  await new Promise((resolve) => void setTimeout(resolve, 100));
  return {
    port,
    isProxy: false,
    [Symbol.asyncDispose]: async () => {
      for (const socket of queue) socket.destroy();
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}
