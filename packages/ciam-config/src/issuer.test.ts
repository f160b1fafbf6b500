import { expect, test } from 'vitest';
import { tenantIdOfIssuer } from './issuer.ts';

const id = 'aaaabbbb-0000-cccc-1111-dddd2222eeee';
const other = 'ffffffff-0000-cccc-1111-dddd2222eeee';
const authority = 'https://contoso.ciamlogin.com/';

test.each([
  [authority, `https://${id}.ciamlogin.com/${id}/v2.0`],
  [authority, `https://contoso.ciamlogin.com/${id}/v2.0`],
  [authority, `https://${id.toUpperCase()}.ciamlogin.com/${id}/v2.0`],
  ['https://login.contoso.com/', `https://login.contoso.com/${id}/v2.0`],
  ['https://login.contoso.com/', `https://${id}.ciamlogin.com/${id}/v2.0/`],
  ['http://127.0.0.1:4400/', `http://127.0.0.1:4400/${id}/v2.0`],
])('%s speaks for %s', (from, issuer) => {
  expect(tenantIdOfIssuer(from, issuer)).toBe(id);
});

test.each([
  `https://${id}.ciamlogin.com/${other}/v2.0`,
  `http://${id}.ciamlogin.com/${id}/v2.0`,
  `https://fabrikam.ciamlogin.com/${id}/v2.0`,
  `https://${id}.ciamlogin.com.evil.example/${id}/v2.0`,
  `https://evil.example/${id}.ciamlogin.com/${id}/v2.0`,
  `https://contoso.ciamlogin.com.evil.example/${id}/v2.0`,
  `https://contoso.ciamlogin.com:444/${id}/v2.0`,
  `https://contoso.ciamlogin.com@evil.example/${id}/v2.0`,
  `https://contoso.ciamlogin.com/${id}/v1.0`,
  `https://contoso.ciamlogin.com/${id}/v2.0?x`,
  `https://contoso.ciamlogin.com/${id}/v2.0\n`,
  'https://contoso.ciamlogin.com/contoso.onmicrosoft.com/v2.0',
  '',
])('contoso does not speak for %j', (issuer) => {
  expect(tenantIdOfIssuer(authority, issuer)).toBeUndefined();
});
