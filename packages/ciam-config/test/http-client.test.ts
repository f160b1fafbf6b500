import type { RequestListener } from 'node:http';
import { inspect } from 'node:util';
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

  describe('an error that is printed does not show the request', () => {
    const secret = 'kJ8x-gravel-otter-plinth';
    const send = async (url: string): Promise<string> => {
      const headers = { authorization: `Bearer ${secret}` };
      const http = createHttpClient({ timeoutMs: 200 });
      return http.post(url, { client_secret: secret }, { headers }).then(
        () => '',
        (error: unknown) => inspect(error, { depth: 10 }),
      );
    };

    test.each<[string, RequestListener]>([
      ['that is refused', (_, response) => response.writeHead(401).end(secret)],
      ['that is redirected', (_, response) => response.writeHead(307, { location: '/' }).end()],
      ['that breaks', (request) => request.socket.destroy()],
      ['that takes too long', () => undefined],
    ])('%s', async (_, answer) => {
      await using server = await localServer(answer);
      const printed = await send(server.url);
      expect(printed).toMatch(/^AxiosError/);
      expect(printed).not.toContain(secret);
    });

    test('that does not get past the proxy, nor its password', async () => {
      vi.stubEnv('HTTPS_PROXY', `http://user:${secret}@127.0.0.1:9`);
      const printed = await send('https://contoso.ciamlogin.com/');
      expect(printed).toMatch(/^ProxyError/);
      expect(printed).not.toContain(secret);
    });
  });
});
