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
])('%s may issue tokens as %s', (from, issuer) => {
  expect(tenantIdOfIssuer({ tenantSubdomain: 'contoso', authority: from }, issuer)).toBe(id);
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
])('contoso may not issue tokens as %j', (issuer) => {
  expect(tenantIdOfIssuer({ tenantSubdomain: 'contoso', authority }, issuer)).toBeUndefined();
});

const custom = { tenantSubdomain: 'contoso', authority: 'https://login.contoso.com/', tenantId: id };
const inCompose = { ...custom, authority: 'http://tenant:4400/', httpHosts: ['tenant'] };

test.each([
  [custom, `https://contoso.ciamlogin.com/${id}/v2.0`],
  [custom, `https://login.microsoftonline.com/${id}/v2.0`],
  [{ ...custom, tenantId: id.toUpperCase() }, `https://contoso.ciamlogin.com/${id}/v2.0`],
  [inCompose, `http://localhost:4400/${id}/v2.0`],
])('with TENANT_ID set, %o may have the issuer %s', (settings, issuer) => {
  expect(tenantIdOfIssuer(settings, issuer)).toBe(id);
  expect(tenantIdOfIssuer({ ...settings, tenantId: undefined }, issuer)).toBeUndefined();
  expect(tenantIdOfIssuer({ ...settings, tenantId: other }, issuer)).toBeUndefined();
});

test.each([
  [custom, `https://fabrikam.ciamlogin.com/${id}/v2.0`],
  [custom, `https://login.microsoftonline.com.evil.example/${id}/v2.0`],
  [custom, `http://login.microsoftonline.com/${id}/v2.0`],
  [custom, `https://login.microsoftonline.com/${other}/v2.0`],
  [custom, `http://localhost:4400/${id}/v2.0`],
  [inCompose, `https://login.microsoftonline.com/${id}/v2.0`],
  [inCompose, `http://localhost.evil.example/${id}/v2.0`],
  [inCompose, `http://localhost:4400@evil.example/${id}/v2.0`],
  [{ ...inCompose, httpHosts: ['other'] }, `http://localhost:4400/${id}/v2.0`],
])('even with TENANT_ID set, %o may not have the issuer %s', (settings, issuer) => {
  expect(tenantIdOfIssuer(settings, issuer)).toBeUndefined();
});
