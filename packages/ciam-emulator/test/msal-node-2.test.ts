import { type AddressInfo, connect } from 'node:net';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { decodeJwt } from 'jose';
import { ConfidentialClientApplication, PublicClientApplication } from 'msal-node-2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approveDevice, newBrowser, responseIn, signInAt } from './browser.ts';
import { type Emulator, localTls, startEmulator } from '../src/index.ts';
import { authorizeUrl, verifier } from './client.ts';
import { ada, clientSecret, ids, redirectUri } from './tenant.ts';

const authority = 'https://contoso.ciamlogin.com/';
const scope = `api://${ids.api}/ToDoList.Read`;
let tenant: Emulator;
let folder: string;
let agent: { ca: string; host: string; port: number; servername: string };
const tls = createServer();

/** TLS in front of the tenant, so that it can be asked as contoso.ciamlogin.com. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ciam-emulator-'));
  tenant = await startEmulator();
  const { key, cert, caFile } = await localTls(folder);
  tls.setSecureContext({ key, cert });
  tls.on('secureConnection', (socket) => {
    const upstream = connect(tenant.port, '127.0.0.1');
    socket.pipe(upstream).pipe(socket);
    socket.on('error', () => upstream.destroy());
    upstream.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => void tls.listen(0, '127.0.0.1', resolve));
  const { port } = tls.address() as AddressInfo;
  agent = { ca: await readFile(caFile, 'utf8'), host: '127.0.0.1', port, servername: 'contoso.ciamlogin.com' };
});

afterAll(async () => {
  tls.close();
  await tenant.close();
  await rm(folder, { recursive: true });
});

describe('MSAL Node 2, with the authority as the original samples have it', () => {
  const system = () => ({ customAgentOptions: agent });

  test('authorization code, silent, refresh', async () => {
    const msal = new ConfidentialClientApplication({
      auth: { clientId: ids.web, authority, clientSecret },
      system: system(),
    });
    const asked = new URL(
      await msal.getAuthCodeUrl({
        scopes: [scope],
        redirectUri,
        codeChallenge: 'x'.repeat(43),
        codeChallengeMethod: 'S256',
      }),
    );
    expect(asked.origin).toBe('https://contoso.ciamlogin.com');
    expect(asked.searchParams.get('client_id')).toBe(ids.web);
    const visit = await signInAt(
      newBrowser(),
      authorizeUrl(tenant, { scope: `openid profile offline_access ${scope}` }),
      ada?.mail ?? '',
      ada?.password ?? '',
    );
    const code = responseIn(visit.location ?? '').get('code') ?? '';
    const result = await msal.acquireTokenByCode({ scopes: [scope], redirectUri, code, codeVerifier: verifier });
    expect(result.idTokenClaims).toMatchObject({
      iss: `https://${tenant.tenantId}.ciamlogin.com/${tenant.tenantId}/v2.0`,
      oid: ada?.id,
    });
    if (!result.account) throw new Error('MSAL keeps no account.');
    const { account } = result;
    expect((await msal.acquireTokenSilent({ account, scopes: [scope] })).fromCache).toBe(true);
    expect((await msal.acquireTokenSilent({ account, scopes: [scope], forceRefresh: true })).fromCache).toBe(false);
  });

  test('client credentials', async () => {
    const msal = new ConfidentialClientApplication({
      auth: { clientId: ids.daemon, authority, clientSecret },
      system: system(),
    });
    const result = await msal.acquireTokenByClientCredential({ scopes: [`api://${ids.api}/.default`] });
    expect(decodeJwt(result?.accessToken ?? '')).toMatchObject({ idtyp: 'app', azp: ids.daemon });
  });

  test('device code', async () => {
    const msal = new PublicClientApplication({ auth: { clientId: ids.device, authority }, system: system() });
    const result = await msal.acquireTokenByDeviceCode({
      scopes: ['openid', 'profile'],
      deviceCodeCallback: ({ verificationUri, userCode }) => {
        void approveDevice(
          verificationUri.replace('https://contoso.ciamlogin.com', tenant.origin),
          userCode,
          ada?.mail ?? '',
          ada?.password ?? '',
        );
      },
    });
    expect(result?.account?.username).toBe(ada?.mail);
  }, 20_000);
});
