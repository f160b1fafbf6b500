import { existsSync } from 'node:fs';
import { decodeJwt } from 'jose';
import { installWitnesses, isMissing } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ada, ids } from '../tenant.ts';
import { testify, witnessTenant, type WitnessTenant } from './witness.ts';

let place: WitnessTenant;
beforeAll(async () => {
  place = await witnessTenant();
});
afterAll(() => place[Symbol.asyncDispose]());

/** On a machine without it the test is left out; where everything must hold it fails. */
const lacks = (file: string): boolean => !existsSync(file) && process.env.CI !== 'true';
const claimsOf = (tokens: unknown) => (tokens as string[]).map((token) => decodeJwt(token));
const user = { oid: ada?.id, scp: 'ToDoList.Read' };

describe('clients in other languages', () => {
  test.skipIf(lacks('/usr/lib/python3/dist-packages/msal'))(
    'MSAL Python: secret, certificate, code, refresh and device',
    async () => {
      const claims = claimsOf(await testify(place, '/usr/bin/python3', ['msal_python.py']));
      expect(claims).toMatchObject([
        { azp: ids.daemon, azpacr: '1' },
        { azp: ids.certificate, azpacr: '2' },
        { azp: ids.web, ...user },
        { azp: ids.web, ...user },
        { azp: ids.device, azpacr: '0', ...user },
      ]);
    },
  );

  test.skipIf(lacks('/usr/bin/ruby'))('openid_connect for Ruby: discovery, code, ID token and userinfo', async () => {
    const { sub, userinfo } = (await testify(place, '/usr/bin/ruby', ['openid_connect.rb'])) as Record<string, unknown>;
    expect(userinfo).toMatchObject({ sub, name: 'Ada Lovelace', email: 'ada@contoso.com' });
  });
});

describe.skipIf(await isMissing('npm'))('clients for Node', () => {
  beforeAll(installWitnesses, 300_000);

  test('@azure/identity on Node 24: secret, certificate and device code', async () => {
    const args = ['-y', '-p', 'node@24', 'node', 'azure-identity.mjs'];
    expect(claimsOf(await testify(place, 'npx', args))).toMatchObject([
      { azp: ids.daemon, azpacr: '1' },
      { azp: ids.certificate, azpacr: '2' },
      { azp: ids.device, ...user },
    ]);
  });

  test('passport-openidconnect: code and userinfo', async () => {
    expect(await testify(place, process.execPath, ['passport-openidconnect.mjs'])).toMatchObject({
      displayName: 'Ada Lovelace',
      emails: [{ value: 'ada@contoso.com' }],
    });
  });

  test('Auth.js: code and userinfo', async () => {
    place.tenant.control.updateApplication(ids.web, {
      web: { redirectUris: ['http://localhost/auth/callback/entra'] },
    });
    try {
      expect(await testify(place, process.execPath, ['auth-express.mjs'])).toMatchObject({
        user: { name: 'Ada Lovelace', email: 'ada@contoso.com' },
      });
    } finally {
      place.tenant.control.reset();
    }
  });
});
