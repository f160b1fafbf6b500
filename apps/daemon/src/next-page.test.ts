import { expect, test } from 'vitest';
import { nextPage } from './next-page.ts';

const asked = 'https://api.contoso.com/api/todolist?code=key';

test.each<[unknown, string | undefined]>([
  [undefined, undefined],
  ['', undefined],
  ['<?after=500>; rel="prev"', undefined],
  ['<?after=500>; rel="next"', 'https://api.contoso.com/api/todolist?after=500&code=key'],
  ['<?after=500>; rel=next', 'https://api.contoso.com/api/todolist?after=500&code=key'],
  ['<?after=1>; rel="prev", <?after=500>; rel="next"', 'https://api.contoso.com/api/todolist?after=500&code=key'],
  ['</other?code=new>; title="x"; rel="next"', 'https://api.contoso.com/other?code=new'],
])('%j leads to %j', (link, expected) => {
  expect(nextPage(link, asked)).toBe(expected);
});

test('another origin is refused', () => {
  expect(() => nextPage('<https://evil.example/>; rel="next"', asked)).toThrow('must not go');
  expect(() => nextPage('<//evil.example/>; rel="next"', asked)).toThrow('must not go');
});
