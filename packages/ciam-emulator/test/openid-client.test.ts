import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  type ClientAuth,
  clientCredentialsGrant,
  type Configuration,
  discovery,
  initiateDeviceAuthorization,
  None,
  pollDeviceAuthorizationGrant,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
} from 'openid-client';
import { afterAll, describe, expect, test } from 'vitest';
import { approveDevice, newBrowser, signInAt } from './browser.ts';
import { startEmulator } from '../src/index.ts';
import { ada, clientSecret, ids, redirectUri } from './tenant.ts';

const tenant = await startEmulator();
afterAll(() => tenant.close());

const mail = ada?.mail ?? '';
const password = ada?.password ?? '';

/** Strict: the document's issuer must be the one asked for. */
function configure(clientId: string, secret?: string, authentication?: ClientAuth): Promise<Configuration> {
  return discovery(new URL(tenant.issuer), clientId, secret, authentication, { execute: [allowInsecureRequests] });
}

describe('openid-client 6', () => {
  test('authorization code with PKCE, state and nonce, refresh, end of session', async () => {
    const config = await configure(ids.web, clientSecret);
    const pkceCodeVerifier = randomPKCECodeVerifier();
    const [expectedState, expectedNonce] = [randomState(), randomNonce()];
    const url = buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: 'openid profile email offline_access',
      code_challenge: await calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
    });
    const visit = await signInAt(newBrowser(), url.href, mail, password);
    const tokens = await authorizationCodeGrant(config, new URL(visit.location ?? ''), {
      pkceCodeVerifier,
      expectedState,
      expectedNonce,
    });
    expect(tokens.claims()).toMatchObject({ oid: ada?.id, email: mail, tid: tenant.tenantId });
    const refreshed = await refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(refreshed.claims()?.sub).toBe(tokens.claims()?.sub);
    const end = buildEndSessionUrl(config, {
      post_logout_redirect_uri: 'http://localhost:3000/',
      id_token_hint: tokens.id_token ?? '',
    });
    expect((await fetch(end, { redirect: 'manual' })).headers.get('location')).toBe('http://localhost:3000/');
  });

  test('client credentials', async () => {
    const config = await configure(ids.daemon, clientSecret);
    const tokens = await clientCredentialsGrant(config, { scope: `api://${ids.api}/.default` });
    expect(tokens.expiresIn()).toBeGreaterThan(3590);
  });

  test('device code', async () => {
    const config = await configure(ids.device, undefined, None());
    const device = await initiateDeviceAuthorization(config, { scope: 'openid profile' });
    await approveDevice(device.verification_uri, device.user_code, mail, password);
    const tokens = await pollDeviceAuthorizationGrant(config, device);
    expect(tokens.claims()).toMatchObject({ preferred_username: mail });
  }, 20_000);
});
