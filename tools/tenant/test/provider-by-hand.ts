import { Provider } from 'oidc-provider';
import { localServer } from 'test-support';

/** An OpenID provider set up by hand under Entra's paths, with one client. */
export async function startProviderByHand(
  tenantId: string,
  client: { client_id: string; client_secret: string },
): Promise<AsyncDisposable & { url: string }> {
  const byHand: { callback?: ReturnType<Provider['callback']> } = {};
  const server = await localServer((request, response) => {
    const below = /^\/(?:[0-9a-f-]{36}|contoso\.onmicrosoft\.com)(\/.*)$/.exec(request.url ?? '')?.[1] ?? '/';
    request.url = below.replace('/v2.0/.well-known', '/.well-known');
    Object.assign(request, { originalUrl: `/${tenantId}${request.url}` });
    void byHand.callback?.(request, response);
  });
  const provider = new Provider(`${server.url}${tenantId}/v2.0`, {
    clients: [{ ...client, redirect_uris: ['http://localhost:3000/auth/redirect'] }],
    features: { deviceFlow: { enabled: true } },
    routes: {
      authorization: '/oauth2/v2.0/authorize',
      token: '/oauth2/v2.0/token',
      device_authorization: '/oauth2/v2.0/devicecode',
      jwks: '/discovery/v2.0/keys',
    },
  });
  byHand.callback = provider.callback();
  return server;
}
