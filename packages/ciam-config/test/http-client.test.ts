import { afterEach, describe, expect, test, vi } from 'vitest';
import { createHttpClient } from '../src/index.ts';
import { localServer } from 'test-support';

describe('createHttpClient', () => {
  afterEach(() => void vi.unstubAllEnvs());

  test('sends every host but this machine’s to the proxy: https by CONNECT', async () => {
    const seen: string[] = [];
    await using proxy = await localServer((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      response.end('by proxy');
    });
    proxy.server.on('connect', (request, socket) => {
      seen.push(`CONNECT ${request.url}`);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await using local = await localServer((_, response) => response.end('direct'));
    vi.stubEnv('HTTP_PROXY', proxy.url);
    vi.stubEnv('HTTPS_PROXY', proxy.url);

    const http = createHttpClient();
    expect((await http.get(local.url)).data).toBe('direct');
    expect((await http.get(local.url.replace('127.0.0.1', 'localhost'), { timeout: 1000 })).data).toBe('direct');
    expect(seen).toEqual([]);

    expect((await http.get('http://contoso.example/')).data).toBe('by proxy');
    await expect(http.get('https://contoso.ciamlogin.com/')).rejects.toThrow('502');
    expect(seen).toEqual(['GET http://contoso.example/', 'CONNECT contoso.ciamlogin.com:443']);
  });

  test('does not follow a redirect', async () => {
    await using elsewhere = await localServer((_, response) => response.end('the secret arrived'));
    await using server = await localServer((_, response) => response.writeHead(307, { location: elsewhere.url }).end());
    await expect(createHttpClient().post(server.url, 'secret')).rejects.toMatchObject({ status: 307 });
  });
});
