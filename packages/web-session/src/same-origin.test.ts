import { expect, test } from 'vitest';
import { isSameOrigin } from './same-origin.ts';
import { requestWith } from '../test/request.ts';

const origin = 'https://app.example';

test.each([
  [{ 'sec-fetch-site': 'same-origin' }, true],
  [{ 'sec-fetch-site': 'same-origin', origin }, true],
  [{ 'sec-fetch-site': 'same-site', origin: 'https://other.app.example' }, false],
  [{ 'sec-fetch-site': 'cross-site', origin }, false],
  [{ 'sec-fetch-site': 'none' }, false],
  [{ 'sec-fetch-site': '' }, false],
  [{ origin }, true],
  [{ origin: 'null' }, false],
  [{ origin: 'http://app.example' }, false],
  [{ origin: 'https://app.example.evil.example' }, false],
  [{ referer: `${origin}/` }, undefined],
  [{}, undefined],
])('%j: %s', (headers, expected) => {
  expect(isSameOrigin(requestWith(headers), origin)).toBe(expected);
});
