import { expect, test } from 'vitest';
import { mergeTokens, parseCacheDocument } from './cache-document.ts';

const one = { secret: 'one' };
const two = { secret: 'two' };

test.each([
  ['both added', {}, { one }, { two }, { one, two }],
  ['theirs added, ours untouched', { one }, { one }, { one, two }, { one, two }],
  ['theirs renewed, ours untouched', { one }, { one }, { one: two }, { one: two }],
  ['ours renewed, theirs untouched', { one }, { one: two }, { one }, { one: two }],
  ['both renewed: ours is the later', { one }, { one: { secret: 'ours' } }, { one: two }, { one: { secret: 'ours' } }],
  ['ours removed', { one, two }, { two }, { one, two }, { two }],
  ['theirs removed', { one, two }, { one, two }, { two }, { two }],
  ['ours removed what theirs renewed', { one }, {}, { one: two }, {}],
  ['the file is gone', { one }, { one, two }, {}, { two }],
])('%s', (_, base, ours, theirs, expected) => {
  expect(mergeTokens({ AccessToken: base }, { AccessToken: ours }, { AccessToken: theirs })).toEqual({
    AccessToken: expected,
  });
});

test('keeps kinds of entities that only one process knows', () => {
  expect(mergeTokens({}, { AccessToken: { one } }, { Account: { two } })).toEqual({
    AccessToken: { one },
    Account: { two },
  });
});

test.each([
  '',
  'null',
  '[]',
  '{"AccessToken":{}}',
  '{"version":2,"tokens":{}}',
  '{"version":1,"tokens":[]}',
  '{"version":1,"tokens":{"AccessToken":[]}}',
  '{"version":1,"tokens":{"AccessToken":{"key":"text"}}}',
])('%j is not a cache document', (text) => {
  expect(() => parseCacheDocument(text)).toThrow(/JSON|version 1/);
});

test.each(['{}', '{"until":1}', '{"until":"soon","tenant":{}}', '{"until":1,"tenant":{"tenantId":"x"}}', '[]'])(
  'a discovery of %s is dropped, the tokens are not',
  (discovery) => {
    const text = `{"version":1,"tokens":{"AccessToken":{}},"discovery":${discovery}}`;
    expect(parseCacheDocument(text)).toEqual({ version: 1, tokens: { AccessToken: {} } });
  },
);
