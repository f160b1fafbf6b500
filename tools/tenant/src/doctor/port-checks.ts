import { createServer } from 'node:net';
import type { AxiosInstance } from 'axios';
import { type Finding, findingsOf } from './finding.ts';

/** Checks that one of our servers runs on its port, or could. */
export async function examinePort(
  program: 'web-app' | 'api',
  { port, host = '127.0.0.1', variable }: { port: number; host?: string | undefined; variable: string },
  http: AxiosInstance,
): Promise<Finding> {
  const { passed, failed } = findingsOf(program);
  const problem = await tryPort(port, host);
  if (!problem) return passed('port', `Port ${port} is free.`);
  if (problem === 'EADDRINUSE' && (await isOurs(`http://localhost:${port}/healthz`, http))) {
    return passed('port', `A server of these samples runs on port ${port}.`);
  }
  if (problem === 'EADDRINUSE') {
    return failed(
      'port',
      `Port ${port} is taken by another program.`,
      `Stop that program, or set ${variable} to another port.`,
    );
  }
  if (problem === 'EADDRNOTAVAIL' || problem === 'ENOTFOUND') {
    return failed('port', `${host} is not an address of this machine (${problem}).`, 'Correct HOST, or remove it.');
  }
  return failed('port', `Port ${port} cannot be used (${problem}).`, `Set ${variable} to another port, 1024 or above.`);
}

function tryPort(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

async function isOurs(url: string, http: AxiosInstance): Promise<boolean> {
  const response = await http
    .get<{ status?: string } | null>(url, { validateStatus: null, timeout: 1_000 })
    .catch(() => undefined);
  return response?.status === 200 && response.data?.status === 'ok';
}
