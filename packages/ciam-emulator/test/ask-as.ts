import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Emulator } from '../src/index.ts';
import type { ParsedResponse } from './client.ts';

/** Asks a tenant under a host name of our choosing, as a hosts entry would. */
export function askAs(
  tenant: Emulator,
  host: string,
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: string } = {},
): Promise<ParsedResponse> {
  return new Promise((resolve, reject) => {
    const address = { host: '127.0.0.1', port: tenant.port, agent: false };
    const sent = request({ ...address, path, method, headers: { ...options.headers, host } }, (response) => {
      const headers = Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
      );
      const status = response.statusCode ?? 0;
      json(response).then(
        (body) => resolve({ status, headers, body: body as Record<string, unknown> }),
        () => resolve({ status, headers, body: {} }),
      );
    });
    sent.on('error', reject).end(options.body);
  });
}
