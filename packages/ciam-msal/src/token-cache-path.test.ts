import { expect, test } from 'vitest';
import { tokenCachePath } from './token-cache-path.ts';

const identity = {
  tenant: { tenantSubdomain: 'contoso', authority: 'https://contoso.ciamlogin.com/' },
  clientId: '00001111-aaaa-2222-bbbb-000000000003',
  credential: { clientSecret: 'a-very-secret-value' },
};

test('names the program, and nothing of the secret', () => {
  const path = tokenCachePath('daemon', identity);
  expect(path).toMatch(/external-id-samples.*[\\/]daemon-[0-9a-f]{16}\.json$/);
  expect(tokenCachePath('daemon', structuredClone(identity))).toBe(path);
});

test.each([
  { ...identity, clientId: 'another' },
  { ...identity, tenant: { ...identity.tenant, authority: 'http://127.0.0.1:4400/' } },
  { ...identity, tenant: { ...identity.tenant, tenantId: 'aaaabbbb-0000-cccc-1111-dddd2222eeee' } },
  { ...identity, credential: { clientSecret: 'another' } },
  { ...identity, credential: { clientCertificate: { thumbprintSha256: 'AB', privateKey: 'k' } } },
  { ...identity, credential: { clientCertificate: { thumbprint: 'AB12', privateKey: 'k' } } },
  { ...identity, credential: { clientAssertion: () => Promise.resolve('x') } },
  { tenant: identity.tenant, clientId: identity.clientId },
])('differs with tenant, client and credential (%#)', (other) => {
  expect(tokenCachePath('daemon', other)).not.toBe(tokenCachePath('daemon', identity));
});
